package cohere

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// citations are those of a text, rendered once: a stream may outlive the documents in the
// body of its request.
type citations struct {
	json []byte
	ends [maxCitations]int // of each in json
	n    int
}

const (
	maxCitations = 3
	citedTokens  = 4 // of the text, for each citation
)

func (s *citations) reset() citations { return citations{json: render.ResetOrDrop(s.json)} }

// of returns citation i.
func (s *citations) of(i int) []byte {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.json[from:s.ends[i]]
}

// cite makes the text cite the documents of the request in their order, one in each part of
// the text. content is the index of the block with the text.
func (m *message) cite(content int) {
	q := m.session.Extras
	text := m.session.Choices[0].Article
	if m.session.Reply != nil && m.session.Reply.Chunked || m.documents == nil || text.Tokens() <= 0 || q.Schema != nil || q.Object || m.citesNothing() {
		return
	}
	in := decode.New(m.documents)
	in.Array()
	part := text.Tokens() / maxCitations
	for i := 0; i < maxCitations && in.NextElem(); i++ {
		from := i * part
		to := min(from+citedTokens, text.Tokens())
		if to > from && (i == 0 || part >= citedTokens) {
			m.citations.add(&m.session.Answer, text, from, to, content, &in, i)
		}
	}
}

// citesNothing reports whether the request wants no citations.
func (m *message) citesNothing() bool {
	switch string(decode.Member(m.citing, "mode")) {
	case `"OFF"`, `"off"`, `"DISABLED"`, `"disabled"`:
		return true
	}
	return false
}

// add adds a citation of the next document of in, number i, by the tokens [from, to) of
// text, which is a text of a.
func (s *citations) add(a *engine.Answer, text pool.Article, from, to, content int, in *decode.Reader, i int) {
	start := a.Chars(text, 0, from)
	dst := render.AppendInt(append(s.json, `{"start":`...), start)
	dst = render.AppendInt(append(dst, `,"end":`...), start+a.Chars(text, from, to))
	dst = append(append(dst, `,"text":"`...), text.Slice(from, to)...)
	dst = append(dst, `","sources":[{"type":"document","id":"`...)
	dst = appendSource(dst, in, i)
	dst = render.AppendInt(append(dst, `}],"type":"TEXT_CONTENT","content_index":`...), content)
	s.json = append(dst, '}')
	s.ends[s.n] = len(s.json)
	s.n++
}

// appendSource appends the id of document i and the document, with the id in it.
func appendSource(dst []byte, in *decode.Reader, i int) []byte {
	raw := in.Raw()
	id := decode.New(decode.Member(raw, "id"))
	at := len(dst)
	if id.Kind() == skim.String {
		dst = append(dst, id.String().Raw...)
	} else {
		dst = render.AppendInt(append(dst, "doc:"...), i)
	}
	end := len(dst)
	dst = append(dst, `","document":{"id":"`...)
	dst = append(append(dst, dst[at:end]...), '"')
	data := decode.New(raw)
	if data.Kind() == skim.Object {
		data = decode.New(data.Member("data"))
	}
	return append(appendData(dst, &data), '}')
}

// appendData appends the members of a document. A document that is just a text has it as
// its member text.
func appendData(dst []byte, data *decode.Reader) []byte {
	switch data.Kind() {
	case skim.String:
		return append(append(dst, `,"text":`...), data.Raw()...)
	case skim.Object:
		data.Object()
		for key, ok := data.NextKey(); ok; key, ok = data.NextKey() {
			if value := data.Raw(); string(key) != "id" {
				dst = render.AppendEscaped(append(dst, `,"`...), key)
				dst = dialect.AppendLine(append(dst, `":`...), value)
			}
		}
	}
	return dst
}
