{{- /* Labels of every object. They hold no version: objects then change only when what they do does. */ -}}
{{- define "app.labels" -}}
{{ toYaml .Values.labels }}
{{- end -}}

{{- /*
Annotations of what the release command needs, before anything else of a release is there. It goes when the command has succeeded: of
hooks that are no longer in the chart Helm knows nothing, and would leave them.
*/ -}}
{{- define "app.releaseHook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: "-20"
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
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
