{{- /* Labels of every object. They hold no version: objects then change only when what they do does. */ -}}
{{- define "app.labels" -}}
{{ toYaml .Values.labels }}
{{- end -}}
