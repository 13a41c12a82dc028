package admin

import (
	"embed"
	"io/fs"
	"net/http"
)

// pagePath is the path of the live page.
const pagePath = "/_mock/"

//go:embed page
var pageFiles embed.FS

// pagePolicy lets the page use its own files and the admin interface, and nothing else.
// No other page may frame it.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// servePage adds the files of the page to mux. They reveal and change nothing of the
// server, so they need no key. The requests of the page go through Guard.
func servePage(mux *http.ServeMux) {
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err) // the name is valid
	}
	serve := http.StripPrefix(pagePath, http.FileServerFS(files))
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		serve.ServeHTTP(w, r)
	})
	mux.Handle("GET "+pagePath+"{$}", handler)
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		panic(err) // embedded files can be read
	}
	for _, file := range entries {
		mux.Handle("GET "+pagePath+file.Name(), handler)
	}
}
