{{- /* Where a container's volumes lie. Takes what app.pod takes, as app.volumes does. */ -}}
{{- define "app.mounts" -}}
{{- $pods := .values.pods -}}
- name: tmp
  mountPath: /tmp
{{- range $i, $path := keys ($pods.scratch | default dict) | sortAlpha }}
- name: scratch-{{ $i }}
  mountPath: {{ quote $path }}
{{- end }}
{{- range $path, $key := $pods.files }}
- name: files
  mountPath: {{ quote $path }}
  subPath: {{ quote $key }}
  readOnly: true
{{- end }}
{{- range $path, $of := $pods.secretFiles }}
- name: secret-files
  mountPath: {{ quote $path }}
  subPath: {{ quote $of.key }}
  readOnly: true
{{- end }}
{{- range $claim, $path := .run.volumes }}
- name: volume-{{ $claim }}
  mountPath: {{ quote $path }}
{{- end }}
{{- end -}}

{{- define "app.volumes" -}}
{{- $pods := .values.pods -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ index .run.resources.limits "ephemeral-storage" | quote }}
{{- range $i, $path := keys ($pods.scratch | default dict) | sortAlpha }}
- name: scratch-{{ $i }}
  emptyDir:
    sizeLimit: {{ index $pods.scratch $path | quote }}
{{- end }}
{{- if $pods.files }}
- name: files
  configMap:
    name: {{ .files }}
{{- end }}
{{- with $pods.secretFiles }}
{{- $secrets := dict }}
{{- range . }}
{{- $_ := set $secrets .key .secret }}
{{- end }}
- name: secret-files
  secret:
    secretName: {{ values $secrets | first | quote }}
    items:
      {{- range keys $secrets | sortAlpha }}
      - key: {{ quote . }}
        path: {{ quote . }}
      {{- end }}
{{- end }}
{{- range $claim, $path := .run.volumes }}
- name: volume-{{ $claim }}
  persistentVolumeClaim:
    claimName: {{ quote $claim }}
{{- end }}
{{- end -}}
