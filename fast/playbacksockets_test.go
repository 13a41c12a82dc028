package fast

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	ws "github.com/fasthttp/websocket"

	"mock-openai/fast/recording"
)

// TestReplay_Sockets wants messages of WebSockets, which nothing is recorded for, answered
// with text or, if the server only replays, with the error of other requests.
func TestReplay_Sockets(t *testing.T) {
	t.Parallel()
	f := func(only bool, path, message, want string) {
		t.Helper()
		s, url := replaying(t, Config{}, recording.Playback{Only: only}, recorded(`{}`, "a"))
		conn, _, err := ws.DefaultDialer.Dial("ws"+strings.TrimPrefix(url, "http")+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.WriteMessage(ws.TextMessage, []byte(message)); err != nil {
			t.Fatal(err)
		}
		for {
			_, event, err := conn.ReadMessage()
			if err != nil {
				t.Fatalf("%s, only %t: %v before %s", path, only, err, want)
			}
			if strings.Contains(string(event), want) {
				break
			}
		}
		if got := s.pipeline.Recordings.Counts.None.Load(); got != 1 {
			t.Errorf("%s, only %t: %d messages counted", path, only, got)
		}
	}
	const response, realtime = `{"type":"response.create","input":"hi"}`, `{"type":"response.create"}`
	f(false, "/v1/responses", response, `"type":"response.completed"`)
	f(false, "/v1/realtime?model=m", realtime, `"type":"response.done"`)
	f(true, "/v1/responses", response, `"code":"not_recorded"`)
	f(true, "/v1/realtime?model=m", realtime, `"code":"not_recorded"`)
}

// TestReplay_ErrorNumber wants the number of the event that an injected error replaces.
func TestReplay_ErrorNumber(t *testing.T) {
	t.Parallel()
	x := recorded(`{"stream":true,"input":"a"}`, "data: {\"sequence_number\":0}\n\n", "data: {\"sequence_number\":1}\n\n", "data: {\"sequence_number\":2}\n\n")
	x.Request.Path = "/v1/responses"
	_, url := replaying(t, Config{}, recording.Playback{}, x)
	req, err := http.NewRequest("POST", url+"/v1/responses", bytes.NewReader(x.Request.Body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Mock-Fault", "error-event:after=1")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if want := `{"type":"error","sequence_number":1,`; err != nil || !strings.Contains(string(body), want) {
		t.Errorf("%v: %s, want %s", err, body, want)
	}
}
