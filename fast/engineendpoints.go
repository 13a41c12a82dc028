package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/enginemetrics"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/render"
)

// engineEndpoints returns the endpoints that routers ask of an inference server, besides its
// metrics.
func (s *Server) engineEndpoints() []endpoint {
	const get, post = fasthttp.MethodGet, fasthttp.MethodPost
	ping := endpoint{method: get, path: "/ping", serve: s.ping, stage: front.StageHealth}
	switch s.config.Observation.EngineMetrics.Style {
	case "vllm":
		posted := ping
		posted.method = post
		return []endpoint{
			ping, posted,
			{method: get, path: "/load", lookup: s.serverLoad, stage: front.StageHealth},
			{method: post, path: "/reset_prefix_cache", dialect: openai.Dialect, serve: s.forgetPrompts},
		}
	case "tgi":
		return []endpoint{ping, {method: get, path: "/info", lookup: s.tgiInfo, stage: front.StageModels}}
	case "sglang":
		return []endpoint{
			ping,
			{method: get, path: "/health_generate", serve: s.ping}, // generates a token, so inference must have loaded
			{method: get, path: "/get_model_info", lookup: s.sglangModelInfo, stage: front.StageModels},
			{method: get, path: "/model_info", lookup: s.sglangModelInfo, stage: front.StageModels},
			{method: get, path: "/flush_cache", dialect: openai.Dialect, serve: s.forgetPrompts},
			{method: post, path: "/flush_cache", dialect: openai.Dialect, serve: s.forgetPrompts},
		}
	}
	return nil
}

// ping answers with an empty body.
func (s *Server) ping(r *route) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		r.headers.Write(ctx, render.NewID(), 0)
		s.observer.CountOK(ctx, r.index)
	}
}

// forgetPrompts empties the prompt cache, if there is one, and answers with an empty body.
func (s *Server) forgetPrompts(r *route) fasthttp.RequestHandler {
	answer := s.ping(r)
	return func(ctx *fasthttp.RequestCtx) {
		if s.promptCache != nil {
			s.promptCache.Clear()
		}
		answer(ctx)
	}
}

// vllmVersion returns the version of vLLM that s imitates: that of its metrics, or else that of
// its answers.
func (s *Server) vllmVersion() lookup {
	version := openai.VLLMVersion
	if s.config.Observation.EngineMetrics.Style == "vllm" {
		version = enginemetrics.VLLMVersion
	}
	answer := []byte(`{"version":"` + version + `"}`)
	return func(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return answer, nil }
}

// serverLoad returns how many requests run or wait, as vLLM does with
// --enable-server-load-tracking.
func (s *Server) serverLoad(*fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	running, waiting := s.engineMetrics.Load()
	return render.MustMarshal(struct {
		Load int `json:"server_load"`
	}{running + waiting}), nil
}

// tgiInfo returns what Text Generation Inference says of itself and its model.
func (s *Server) tgiInfo(*fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	var info struct {
		ModelID       string  `json:"model_id"`
		ModelSHA      *string `json:"model_sha"`
		PipelineTag   string  `json:"model_pipeline_tag"`
		MaxConcurrent int     `json:"max_concurrent_requests"`
		Router        string  `json:"router"`
		Version       string  `json:"version"`
		SHA           *string `json:"sha"`
		DockerLabel   *string `json:"docker_label"`
	}
	limits := s.Allowance()
	info.ModelID, info.PipelineTag = s.config.Answers.Models[0], "text-generation"
	info.MaxConcurrent = limits.MaxConcurrency + limits.MaxQueue
	info.Router, info.Version = "text-generation-router", "3.3.6"
	return render.MustMarshal(info), nil
}

// sglangModelInfo returns what SGLang says of its model.
func (s *Server) sglangModelInfo(*fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	var info struct {
		ModelPath     string   `json:"model_path"`
		TokenizerPath string   `json:"tokenizer_path"`
		IsGeneration  bool     `json:"is_generation"`
		Sampling      *string  `json:"preferred_sampling_params"`
		WeightVersion string   `json:"weight_version"`
		Images        bool     `json:"has_image_understanding"`
		Audio         bool     `json:"has_audio_understanding"`
		ModelType     *string  `json:"model_type"`
		Architectures []string `json:"architectures"`
	}
	info.ModelPath = s.config.Answers.Models[0]
	info.TokenizerPath, info.IsGeneration, info.WeightVersion = info.ModelPath, true, "default"
	return render.MustMarshal(info), nil
}
