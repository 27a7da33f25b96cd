{{/* Without part-of: rabbitmq, which is on what the operator makes and looks for. */}}
{{- define "labels" -}}
{{ include "selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Of the Service, the certificate and its Secret. */}}
{{- define "webhook" -}}
{{ .Chart.Name }}-webhook
{{- end -}}

{{/* An amount: 500m, 2Gi or a number. What is none the operator could not read, and would stop at. */}}
{{- define "quantity" -}}
anyOf: [{ type: integer }, { type: string }]
pattern: ^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$
x-kubernetes-int-or-string: true
{{- end -}}

{{- define "strings" -}}
type: object
additionalProperties: { type: string }
{{- end -}}

{{/* What Kubernetes' own types say; whether they are kept to, the webhook sees. */}}
{{- define "undescribed" -}}
type: object
x-kubernetes-preserve-unknown-fields: true
{{- end -}}
