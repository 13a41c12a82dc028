package azure

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/internal/window"
)

// Deployment is an OpenAI codec whose requests name the model in their path, as the name of
// a deployment.
type Deployment struct {
	dialect.Codec
	Behind string                                // the name, in the path
	Refuse func(deployment []byte) *apierr.Error // the error for one that does not exist; nil: all exist
}

var _ dialect.URIReader = (*Deployment)(nil)

// ReadURI reads the name, and wants the version of the API.
func (d *Deployment) ReadURI(c *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	if !hasVersion(uri.QueryString()) {
		return errNoPath
	}
	name := bytes.TrimSuffix(bytes.TrimPrefix(uri.PathOriginal(), []byte(Deployments)), []byte(d.Behind))
	name = header.Unescaped(name)
	if d.Refuse != nil {
		if err := d.Refuse(name); err != nil {
			return err
		}
	}
	if c.Request.Model = name; !render.IsPlain(name) {
		c.Request.Model = render.AppendEscaped(nil, name)
	}
	return nil
}

// Decode reads the body. What it says of the model counts for nothing.
func (d *Deployment) Decode(c *dialect.Session) *apierr.Error {
	name := c.Request.Model
	err := d.Codec.Decode(c)
	c.Request.Model = name
	return err
}

// FitWindow refuses a request that is too long for the model.
func (d *Deployment) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return dialect.FitWindow(d.Codec, c, size)
}

// CacheRule returns how the prompt of the request is cached.
func (d *Deployment) CacheRule(c *dialect.Session) promptcache.Rule {
	return dialect.CacheRule(d.Codec, c)
}

// HashPrompt adds the prompt to p.
func (d *Deployment) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashPrompt(d.Codec, c, p)
}

// Versioned is an OpenAI codec at a path that needs an api-version.
type Versioned struct{ dialect.Codec }

var _ dialect.URIReader = Versioned{}

// ReadURI wants the version of the API.
func (Versioned) ReadURI(_ *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	if !hasVersion(uri.QueryString()) {
		return errNoPath
	}
	return nil
}

// FitWindow refuses a request that is too long for the model.
func (v Versioned) FitWindow(c *dialect.Session, size window.Size) *apierr.Error {
	return dialect.FitWindow(v.Codec, c, size)
}

// CacheRule returns how the prompt of the request is cached.
func (v Versioned) CacheRule(c *dialect.Session) promptcache.Rule {
	return dialect.CacheRule(v.Codec, c)
}

// HashPrompt adds the prompt to p.
func (v Versioned) HashPrompt(c *dialect.Session, p *promptcache.Prompt) {
	dialect.HashPrompt(v.Codec, c, p)
}

// VersionedLookup is a lookup at a path that needs an api-version.
func VersionedLookup(lookup func(*fasthttp.RequestCtx) ([]byte, *apierr.Error)) func(*fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	return func(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
		if !hasVersion(ctx.URI().QueryString()) {
			return nil, errNoPath
		}
		return lookup(ctx)
	}
}

// hasVersion reports whether a query has an api-version.
func hasVersion(query []byte) bool {
	const name = "api-version="
	for len(query) > 0 {
		var parameter []byte
		parameter, query, _ = bytes.Cut(query, []byte("&"))
		if len(parameter) > len(name) && string(parameter[:len(name)]) == name {
			return true
		}
	}
	return false
}

// Rules are rules for requests whose path names the model.
func Rules(of func() *strict.Rules) func() *strict.Rules {
	return func() *strict.Rules {
		rules := of()
		rules.Model, rules.Named = false, true
		return rules
	}
}
