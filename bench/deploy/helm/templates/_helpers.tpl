{{- define "mock-openai.name" -}}
{{- contains .Chart.Name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "mock-openai.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "mock-openai.labels" -}}
{{ include "mock-openai.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{- end }}

{{- /* The variable that sets a flag. */}}
{{- define "mock-openai.variable" -}}
{{- if eq . "pregen-count" }}MOCK_OPENAI_PREG_COUNT{{ else }}MOCK_OPENAI_{{ . | upper | replace "-" "_" }}{{ end }}
{{- end }}

{{- /* A value as a flag takes it: to Helm all numbers are floats, and long ones would be 1e+06. */}}
{{- define "mock-openai.value" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}
