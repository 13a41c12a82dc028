// Package page_test opens the live page in a browser.
package page_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mock-openai/fast"
	"mock-openai/fast/admin"
	"mock-openai/fast/mocktest"
)

// browsers are the names of programs that chromedp can drive.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

// tab is the page of a server in a browser.
type tab struct {
	t    *testing.T
	ctx  context.Context
	mock *mocktest.Mock

	mu     sync.Mutex
	errors []string // of the console
}

// open opens the page of a new server.
func open(t *testing.T, options ...mocktest.Option) *tab {
	t.Helper()
	path := ""
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no browser: install chromium to test the live page")
	}
	p := &tab{t: t, mock: mocktest.Start(t, options...)}
	web := httptest.NewServer(admin.New(p.mock.Server))
	t.Cleanup(web.Close)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WSURLReadTimeout(time.Minute))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p.ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	console := chromedp.Console(ctx)
	go p.listen(console)
	p.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(web.URL+"/_mock/"))
	return p
}

// listen notes what the console says of errors, but for the status of a setting that
// makes no sense.
func (p *tab) listen(console iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range console {
		if err != nil {
			return
		}
		if harmless := m.Type == "log" || m.Type == "debug" || m.Type == "info" || strings.Contains(m.Text, "status of 400"); !harmless {
			p.mu.Lock()
			p.errors = append(p.errors, m.String())
			p.mu.Unlock()
		}
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// evaluate returns the value of an expression of JavaScript.
func evaluate[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression of JavaScript is true. While the page loads it may
// have no value.
func (p *tab) until(expression string) {
	p.t.Helper()
	for {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression))
		if ok {
			return
		}
		select {
		case <-p.ctx.Done():
			p.t.Fatalf("waiting for %s: %v", expression, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// set types a value into a field.
func (p *tab) set(selector, value string) {
	p.t.Helper()
	evaluate[bool](p, fmt.Sprintf(`{ const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("change")) }`, selector, value))
}

// ask asks the server for an answer of chat.
func (p *tab) ask(body string) *http.Response {
	p.t.Helper()
	res, err := p.mock.Client().Post(p.mock.BaseURL()+"/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	res.Body.Close()
	return res
}

// said is the body of an answer of chat.
func (p *tab) said(body string) string {
	p.t.Helper()
	res, err := p.mock.Client().Post(p.mock.BaseURL()+"/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// quiet wants the console to have said nothing.
func (p *tab) quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.errors) > 0 {
		p.t.Errorf("the console says %s", strings.Join(p.errors, "\n"))
	}
}

// TestPage watches and changes a server as a person does.
func TestPage(t *testing.T) {
	p := open(t)
	p.until(`document.querySelector("#state").textContent === "Live"`)

	// The chart moves under load.
	stop := make(chan struct{})
	var load sync.WaitGroup
	load.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				p.ask(`{"stream":true}`)
			}
		}
	})
	const line = `document.querySelector(".chart .line.accent").getAttribute("d")`
	p.until(`parseFloat(document.querySelector(".chart .now").textContent) > 1`)
	p.until(fmt.Sprintf(`%s !== %q`, line, evaluate[string](p, line)))
	close(stop)
	load.Wait()

	// A knob changes the next answer, and undo takes it back.
	if took := p.ask(`{}`).Header.Get("Openai-Processing-Ms"); took != "0" {
		t.Errorf("took %s ms at first", took)
	}
	p.set("#knob-ttft", "25ms")
	p.until(`document.querySelector("#undo").textContent === "Undo: ttft"`)
	if took := p.ask(`{}`).Header.Get("Openai-Processing-Ms"); took != "25" {
		t.Errorf("took %s ms with a knob at 25", took)
	}
	p.do(chromedp.Click("#undo"))
	p.until(`document.querySelector("#knob-ttft").value === "0s" && document.querySelector("#undo").disabled`)
	if took := p.ask(`{}`).Header.Get("Openai-Processing-Ms"); took != "0" {
		t.Errorf("took %s ms after undo", took)
	}
	p.set("#knob-itl", "soon")
	p.until(`document.querySelector("#latency .error").textContent.includes("itl must be a duration")`)

	// The next request fails, and only that.
	p.do(chromedp.Click("#next button[type=submit]"))
	p.until(`document.querySelector("#failing").textContent === "1 to go"`)
	if first, second := p.ask(`{}`).StatusCode, p.ask(`{}`).StatusCode; first != 503 || second != 200 {
		t.Errorf("statuses %d and %d, want 503 and 200", first, second)
	}

	// A fault and a scenario come and go.
	p.do(chromedp.Click("#faults button[type=submit]"))
	p.until(`document.querySelector("#faults .plan").textContent.includes("error:status=503")`)
	p.do(chromedp.Click("#faults .plan button"))
	p.until(`document.querySelector("#faults .plan").textContent === "None happen."`)
	p.do(chromedp.Click("#scenario button[type=submit]"))
	p.until(`document.querySelector("#phase").textContent === "healthy"`)
	p.do(chromedp.Click("#end"))
	p.until(`document.querySelector("#phase").hidden`)

	// So do a quirk and a reply.
	p.set("#quirk", "crlf+bom")
	p.set("#quirkshare", "100")
	p.do(chromedp.Click("#quirks button[type=submit]"))
	p.until(`document.querySelector("#quirks .plan").textContent.includes("crlf+bom100 %")`)
	p.set("#replytext", "exactly\n<b>this</b>")
	p.do(chromedp.Click("#reply button[type=submit]"))
	p.until(`document.querySelector("#replying").textContent === "in force"`)
	if said := p.said(`{"stream":true}`); !strings.HasPrefix(said, "\ufeffdata: ") || !strings.HasSuffix(said, "\r\n\r\n") {
		t.Errorf("with quirks: %q", said)
	}
	const exactly = `"content":"exactly\n<b>this</b>"`
	if said := p.said(`{}`); !strings.Contains(said, exactly) {
		t.Errorf("with a reply: %q", said)
	}
	p.do(chromedp.Click("#undo"))
	p.until(`document.querySelector("#replying").textContent === ""`)
	if said := p.said(`{}`); strings.Contains(said, "exactly") {
		t.Errorf("after undo of a reply: %q", said)
	}

	// Reset takes all of it back, and undo takes back the reset.
	p.do(chromedp.Click("#reply button[type=submit]"))
	p.until(`document.querySelector("#replying").textContent === "in force"`)
	p.do(chromedp.Click("#reset"))
	p.until(`document.querySelector("#replying").textContent === "" && document.querySelector("#quirks .plan").textContent === "None happen."`)
	p.until(`document.querySelector("#undo").textContent === "Undo: reset"`)
	if said := p.said(`{}`); strings.Contains(said, "exactly") || strings.Contains(said, "\ufeff") {
		t.Errorf("after a reset: %q", said)
	}
	p.do(chromedp.Click("#undo"))
	p.until(`document.querySelector("#replying").textContent === "in force" && document.querySelector("#quirks .plan").textContent.includes("crlf+bom100 %")`)
	if said := p.said(`{}`); !strings.Contains(said, exactly) || !strings.Contains(said, "\ufeff") {
		t.Errorf("after undo of a reset: %q", said)
	}
	p.do(chromedp.Click("#quirks .plan button"))
	p.until(`document.querySelector("#quirks .plan").textContent === "None happen."`)

	// What requests say is text, and nothing else.
	const evil = `<img src=x onerror='console.error(1)'>`
	p.mock.Reply(evil)
	p.ask(`{"model":"` + evil + `","stream":true}`)
	p.until(`document.querySelector("#rows tr").textContent.includes("<img")`)
	p.do(chromedp.Click("#rows tr"))
	p.until(`document.querySelector("#said").textContent.includes("<img") && document.querySelector("#raw").textContent.includes("data: [DONE]") && document.querySelector("#asked").textContent.includes("<img")`)
	p.until(`document.querySelectorAll("main img").length === 0`)

	// Nothing is wider than the window.
	for _, width := range []int64{1280, 390} {
		p.do(chromedp.EmulateViewport(width, 900))
		p.until(`document.documentElement.scrollWidth <= innerWidth`)
		for _, scheme := range []string{"light", "dark"} {
			p.shoot(fmt.Sprintf("%d-%s.png", width, scheme), scheme)
		}
	}
	p.quiet()
}

// shoot takes a picture into the folder PAGE_PICTURES, if that is set.
func (p *tab) shoot(name, scheme string) {
	p.t.Helper()
	dir := os.Getenv("PAGE_PICTURES")
	if dir == "" {
		return
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, media); err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.Sleep(1500 * time.Millisecond))
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), png, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// TestPage_Key wants a key of a server that has keys.
func TestPage_Key(t *testing.T) {
	p := open(t, mocktest.Config(func(c *fast.Config) { c.Limits.APIKeys = []string{"sk-1"} }))
	p.until(`document.querySelector("#state").textContent === "Key wanted"`)
	p.do(chromedp.SendKeys("#key", "sk-1"), chromedp.Click("#login button"))
	p.until(`document.querySelector("#state").textContent === "Live"`)
}
