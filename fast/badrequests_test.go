package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// line is a request of a first line only, and of the host.
func line(first string) string { return first + "\r\nHost: a\r\n\r\n" }

// asking is a GET with these header lines.
func asking(lines string) string { return "GET /health HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n" }

// saying is a POST to chat with these header lines.
func saying(lines, body string) string {
	return "POST " + chatPath + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n" + body
}

// chunks is a POST of a chunked body to chat.
func chunks(body string) string { return saying("Transfer-Encoding: chunked", body) }

// badRequests are requests that HTTP forbids, or nearly. Rows with status 200 are those
// where HTTP lets a server choose.
var badRequests = []bad{
	// What is no request.
	{"\r\n\r\n", 0}, // empty lines before a request are skipped
	{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400}, // TLS
	{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
	{"GET\r\n\r\n", 400}, {"GET /health\r\n\r\n", 400}, {"GET /health", 400},
	{line("GET /health HTTP/1.1 x"), 400}, {line("GET /health HTTP"), 400}, {line("GET /health http/1.1"), 400}, {line("GET /health HTTP/11"), 400},
	{line("GET  /health HTTP/1.1"), 400}, {line("GET\t/health\tHTTP/1.1"), 400}, {line(" GET /health HTTP/1.1"), 400}, {line(" / HTTP/1.1"), 400},
	{line("G\x00T /health HTTP/1.1"), 400}, {line("G\xffT /health HTTP/1.1"), 400}, {line("G(T /health HTTP/1.1"), 400},
	{"GET /health HTTP/1.1\r\nHost: a\r\n", 400}, {"GET /health HTTP/1.1\r\nHos", 400},

	// Versions: of HTTP/1 every minor one is understood, of others none.
	{"GET /health HTTP/1.0\r\n\r\n", 200}, {line("GET /health HTTP/1.2"), 200},
	{"GET /health HTTP/0.9\r\n\r\n", 505}, {line("GET /health HTTP/2.0"), 505}, {line("GET /health HTTP/3.0"), 505},

	// Methods.
	{line("GET /v1/embeddings HTTP/1.1"), 405}, {line("DELETE " + chatPath + " HTTP/1.1"), 405}, {line("TRACE /health HTTP/1.1"), 405},
	{line("BREW /health HTTP/1.1"), 405}, {line("get /health HTTP/1.1"), 405}, {line("CONNECT a:80 HTTP/1.1"), 404},
	{"PUT /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 405},

	// Targets.
	{line("GET /nothing HTTP/1.1"), 404}, {line("GET /v1/nothing HTTP/1.1"), 404}, {line("GET //health HTTP/1.1"), 404}, {line("GET /v1/models/none HTTP/1.1"), 404},
	{line("GET /v1/../../etc/passwd HTTP/1.1"), 404}, {line("GET /v1/..%2f..%2fetc/passwd HTTP/1.1"), 404}, {line("GET /%2e%2e/etc HTTP/1.1"), 404},
	{line("GET /../health HTTP/1.1"), 404}, {line("GET /v1/..\\..\\etc HTTP/1.1"), 404},
	{line("GET /v1/models/%zz HTTP/1.1"), 404}, {line("GET /v1/models/% HTTP/1.1"), 404}, {line("GET /v1/models/%00 HTTP/1.1"), 404},
	{line("GET /v1/models/%ff%fe HTTP/1.1"), 404}, {line("GET /v1/models/\xff\xfe HTTP/1.1"), 404}, {line("GET /\xc0\xaf HTTP/1.1"), 404},
	{line("GET /\x01 HTTP/1.1"), 400}, {line("GET /\x00 HTTP/1.1"), 400}, {line("GET /\x7f HTTP/1.1"), 400},
	{line("GET * HTTP/1.1"), 400}, {line("GET health HTTP/1.1"), 400}, {line("GET a:80 HTTP/1.1"), 400},
	{line("GET http://other/health HTTP/1.1"), 200}, {line("GET http:///health HTTP/1.1"), 200}, {line("GET http://other HTTP/1.1"), 200},
	{line("GET /health?x=%zz#y HTTP/1.1"), 200}, {line("GET /health?\xff HTTP/1.1"), 200},
	{line("GET /" + strings.Repeat("a", 12_000) + " HTTP/1.1"), 404}, {line("GET /" + strings.Repeat("a", 20_000) + " HTTP/1.1"), 431},
	{line("GET /" + strings.Repeat("../", 5_000) + " HTTP/1.1"), 404}, {line("GET /" + strings.Repeat("%2e", 5_000) + " HTTP/1.1"), 404},

	// Lines of header.
	{asking("Host a"), 400}, {asking(": a"), 400}, {asking("Host : a"), 400}, {asking("X\t: a"), 400}, {asking(" X: a"), 400},
	{asking("X Y: a"), 200},                                   // fasthttp has it so
	{asking("X: a\r\n b"), 200}, {asking("X: a\r\n\tb"), 200}, // folded, which RFC 9112 lets a server take for one line
	{saying("Transfer-Encoding:\r\n chunked\r\nContent-Length: 5", "2\r\n{}\r\n0\r\n\r\n"), 400}, {saying("Transfer-Encoding: chunked\r\nContent-Length:\r\n 5", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{asking("X\x00Y: b"), 400}, {asking("X: a\x00b"), 400}, {asking("X: a\x01b"), 400}, {asking("X: a\x7fb"), 400}, {asking("X: a\rb"), 400},
	{asking("X\xff: b"), 400}, {asking("X(Y): b"), 400}, {asking("X\"Y: b"), 400}, {asking("X@Y: b"), 400},
	{asking("X: \xff\xfe"), 200}, {asking("X:"), 200}, {asking("X:a"), 200}, {asking("X:\t a \t"), 200},
	{"GET /health HTTP/1.1\nHost: a\n\n", 400}, {"GET /health HTTP/1.1\rHost: a\r\r", 400}, {asking("X: y\nZ: y"), 200}, // bare LF and CR
	{asking("X: " + strings.Repeat("a", 20_000)), 431}, {asking(strings.Repeat("X: y\r\n", 5000) + "X: y"), 431},
	{"GET /health HTTP/1.1\r\n\r\n", 400}, {asking("Host: b"), 400}, // none and two

	// Lengths.
	{saying("Content-Length: -1", ""), 400}, {saying("Content-Length: +2", "{}"), 400}, {saying("Content-Length: 1e3", ""), 400},
	{saying("Content-Length: 0x2", "{}"), 400}, {saying("Content-Length:", "{}"), 400}, {saying("Content-Length: 2 2", "{}"), 400}, {saying("Content-Length: 2;", "{}"), 400},
	{saying("Content-Length: 99999999999999999999", ""), 400}, {saying("Content-Length: 18446744073709551618", "{}"), 400},
	{saying("Content-Length: 2\r\nContent-Length: 3", "{} "), 400}, {saying("Content-Length: 2, 3", "{} "), 400},
	{saying("Content-Length: 2\r\nContent-Length: 2", "{}"), 400}, {saying("Content-Length: 2, 2", "{}"), 400}, // alike, which RFC 9112 lets a server refuse
	{saying("X: y\nContent-Length: 5\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"), 400}, {saying("Content-Length : 2", "{}"), 400}, {saying("Content-Length\x00: 2", "{}"), 400},
	{saying("Content-Length: 999999999", ""), 413}, {saying("Content-Length: 5", "{}"), 400}, {saying("X: y", "{}"), 400},
	{saying("Content-Length: 002", "{}"), 200},

	// Lengths of two kinds, with which requests are smuggled past proxies.
	{saying("Content-Length: 5\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{saying("content-length: 5\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{saying("Transfer-Encoding: chunked\r\nContent-Length: 5", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{saying("Transfer-Encoding: gzip, chunked", "2\r\n{}\r\n0\r\n\r\n"), 400}, {saying("Transfer-Encoding: xchunked", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{saying("Transfer-Encoding: chunked, identity", "2\r\n{}\r\n0\r\n\r\n"), 400}, {saying("Transfer-Encoding: \"chunked\"", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{saying("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{saying("Transfer-Encoding : chunked", "2\r\n{}\r\n0\r\n\r\n"), 400}, {saying("Transfer-Encoding: chunked\x0b", "2\r\n{}\r\n0\r\n\r\n"), 400},
	{"POST " + chatPath + " HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400},

	// Chunks.
	{chunks("zz\r\n{}\r\n0\r\n\r\n"), 400}, {chunks("-2\r\n{}\r\n0\r\n\r\n"), 400}, {chunks("+2\r\n{}\r\n0\r\n\r\n"), 400}, {chunks("0x2\r\n{}\r\n0\r\n\r\n"), 400},
	{chunks("\r\n{}\r\n0\r\n\r\n"), 400}, {chunks(" 2\r\n{}\r\n0\r\n\r\n"), 400}, {chunks("2\n{}\n0\n\n"), 400}, {chunks("2\r\n{}xx0\r\n\r\n"), 400}, {chunks("2\r\n{} \r\n0\r\n\r\n"), 400},
	{chunks("fffffffffffffffff\r\n{}"), 400}, {chunks("ffffffffffffffff\r\n{}"), 400}, {chunks("10000000000000002\r\n{}\r\n0\r\n\r\n"), 400}, // sizes that overflow
	{chunks("7fffffff\r\n"), 400}, {chunks("2\r\n{}"), 400}, {chunks("2\r\n{}\r\n"), 400}, {chunks("2\r\n{}\r\n0\r\n"), 400},
	{chunks("0\r\n\r\n"), 400},                                                                                             // no JSON
	{chunks("2;a=b\r\n{}\r\n0;c\r\n\r\n"), 200}, {chunks("2;" + strings.Repeat("a", 20_000) + "\r\n{}\r\n0\r\n\r\n"), 200}, // extensions, which RFC 9112 has a server ignore
	{chunks("2\r\n{}\r\n0\r\nX: y\r\n\r\n"), 200}, // trailers, which it may ignore
	{chunks("2\r\n{}\r\n0\r\nX y\r\n\r\n"), 400}, {chunks("2\r\n{}\r\n0\r\nContent-Length: 3\r\n\r\n"), 400},
	{chunks("0002\r\n{}\r\n000\r\n\r\n"), 200}, {chunks("1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), 200},

	// What bodies are said to be.
	{saying("Content-Type: text/plain\r\nContent-Length: 2", "{}"), 200}, {saying("Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2", "{}"), 200},
	{saying("Content-Encoding: gzip\r\nContent-Length: 4", "\x1f\x8b\x08\x00"), 415}, {saying("Content-Encoding: zstd\r\nContent-Length: 4", "\x28\xb5\x2f\xfd"), 415},
	{saying("Content-Encoding: identity\r\nContent-Length: 1", "x"), 400}, {saying("Content-Encoding: gzip\r\nContent-Length: 2", "{}"), 200}, // as it is JSON all the same
	{saying("Expect: 100-continue\r\nContent-Length: 2", "{}"), 200}, {saying("Expect: 100-CONTINUE\r\nContent-Length: 2", "{}"), 200},
	{saying("Expect: a-miracle\r\nContent-Length: 2", "{}"), 200}, {saying("Expect:\r\nContent-Length: 2", "{}"), 200}, // RFC 9110 lets a server ignore it
	{saying("Expect: 100-continue\r\nContent-Length: 999999999", ""), 413},
}

// TestBadInput_Last checks that nothing after a request of doubtful length is answered: a
// proxy in front may have taken it for the body.
func TestBadInput_Last(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(raw string) {
		t.Helper()
		if status, body := sendRaw(t, url, raw+asking("Accept: */*")); status < 400 {
			t.Errorf("%.120q: the last answer has status %d: %.80s", raw, status, body)
		}
	}
	for _, raw := range []string{
		saying("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
		saying("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
		saying("Content-Length: 2\r\nContent-Length: 3", "{} "),
		saying("Content-Length: -1", ""), saying("Content-Length: +2", "{}"),
		saying("Transfer-Encoding: xchunked", "2\r\n{}\r\n0\r\n\r\n"),
		saying("Transfer-Encoding : chunked", "2\r\n{}\r\n0\r\n\r\n"),
		chunks("10000000000000002\r\n{}\r\n0\r\n\r\n"), chunks("zz\r\n\r\n"),
		asking("X: a\rb"), asking(" X: a"),
		line("GET /health HTTP/3.0"), line("GET * HTTP/1.1"),
	} {
		f(raw)
	}
}
