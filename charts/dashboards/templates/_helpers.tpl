{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- /* A dashboard, one line of JSON, without the panels that have no data source. */}}
{{- define "dashboard" -}}
{{- $root := .root -}}
{{- $dashboard := printf "files/%s.json" .name | $root.Files.Get | mustFromJson -}}
{{- $panels := list -}}
{{- range $dashboard.panels -}}
{{- if or (not (hasKey . "datasource")) (has .datasource.uid $root.Values.dataSources) -}}
{{- $panels = append $panels . -}}
{{- end -}}
{{- end -}}
{{- set $dashboard "panels" $panels | mustToRawJson -}}
{{- end -}}
