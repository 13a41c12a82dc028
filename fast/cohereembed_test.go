package fast_test

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"testing"

	"mock-openai/fast"
)

// TestCohere_Embed wants all types of an embedding to be of the same vector.
func TestCohere_Embed(t *testing.T) {
	url := serve(t, fast.Config{})
	type answer struct {
		ID         string
		Texts      []string
		Embeddings struct {
			Float                        [][]float64
			Int8, Uint8, Binary, Ubinary [][]int
			Base64                       []string
		}
		Meta struct {
			Billed struct {
				Input  int `json:"input_tokens"`
				Images int
			} `json:"billed_units"`
		}
		Type string `json:"response_type"`
	}
	f := func(members string) (a answer) {
		t.Helper()
		postJSON(t, url+cohereEmbedPath, `{"model":"embed-v4.0","input_type":"search_query",`+members+`}`, &a)
		return a
	}
	const types = `"embedding_types":["float","int8","uint8","binary","ubinary","base64"]`
	for _, dimension := range []int{8, 21, 256, 1536} {
		a := f(`"texts":["hello","a\nb"],"output_dimension":` + strconv.Itoa(dimension) + `,` + types)
		if len(a.ID) != 36 || !slices.Equal(a.Texts, []string{"hello", "a\nb"}) || a.Meta.Billed.Input != 3 || a.Type != "embeddings_by_type" {
			t.Errorf("the answer is %+v", a)
		}
		for i, vector := range a.Embeddings.Float {
			raw, _ := base64.StdEncoding.DecodeString(a.Embeddings.Base64[i])
			if len(vector) != dimension || len(raw) != 4*dimension || len(a.Embeddings.Ubinary[i]) != (dimension+7)/8 {
				t.Fatalf("%d dimensions are %d numbers, %d bytes and %d bits", dimension, len(vector), len(raw), 8*len(a.Embeddings.Ubinary[i]))
			}
			for k, v := range vector {
				bits := a.Embeddings.Ubinary[i][k/8]
				if math.Float32bits(float32(v)) != binary.LittleEndian.Uint32(raw[4*k:]) || (bits>>(7-k%8)&1 == 1) != (v > 0) ||
					a.Embeddings.Binary[i][k/8] != bits-128 || a.Embeddings.Uint8[i][k]-128 != a.Embeddings.Int8[i][k] || float64(a.Embeddings.Int8[i][k])*v < 0 {
					t.Fatalf("number %d of %d differs by type", k, dimension)
				}
			}
		}
		if b := f(`"inputs":[{"content":[{"type":"text","text":"a\u000ab"}]}],"output_dimension":` + strconv.Itoa(dimension)); !slices.Equal(b.Embeddings.Float[0], a.Embeddings.Float[1]) {
			t.Error("the same text has another embedding as an input")
		}
	}
	if a := f(`"images":["data:image/png;base64,AA=="],"embedding_types":["int8"]`); len(a.Embeddings.Int8) != 1 || a.Embeddings.Float != nil || a.Meta.Billed.Images != 1 {
		t.Errorf("an image is %+v", a)
	}
	long := f(`"texts":["aaaabbbbcccc","aaaabbbb","bbbbcccc"],"max_tokens":2`)
	if long.Meta.Billed.Input != 6 || !slices.Equal(long.Embeddings.Float[0], long.Embeddings.Float[1]) {
		t.Error("a text is not truncated at its end")
	}
	long = f(`"texts":["aaaabbbbcccc","aaaabbbb","bbbbcccc"],"max_tokens":2,"truncate":"START"`)
	if !slices.Equal(long.Embeddings.Float[0], long.Embeddings.Float[2]) {
		t.Error("a text is not truncated at its start")
	}
}
