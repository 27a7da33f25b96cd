{{- /* Labels of every object. They hold no version: objects then change only when what they do does. */ -}}
{{- define "app.labels" -}}
{{ toYaml .Values.labels }}
{{- end -}}

{{- /* Annotations of what runs before the rest of a release. Takes its weight, as text. What ran stays until the next, with its logs. */ -}}
{{- define "app.releaseHook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ quote . }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end -}}


{{- /*
Texts of a ConfigMap, by key, as they are. With a character that cannot be seen a text is written between quotes: toYaml loses
some, and makes others the end of a line.
*/ -}}
{{- define "app.texts" -}}
{{- range $key, $text := . }}
{{- if regexMatch "[^\\PC\\n\\t]|[\\x{2028}\\x{2029}]" $text }}
{{ quote $key }}: {{ quote $text }}
{{- else }}
{{ toYaml (dict $key $text) }}
{{- end }}
{{- end }}
{{- end -}}
