{{- define "labels" -}}
app.kubernetes.io/name: k3s-upgrade
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ replace "+" "-" .Values.version }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "image" -}}
{{ .Values.image.repository }}:{{ replace "+" "-" .Values.version }}
{{- end -}}

{{/* What both plans have alike. Arguments: the chart's context and the plan's role, servers or agents. */}}
{{- define "plan" -}}
{{- $ := index . 0 -}}
{{- $role := index . 1 -}}
version: {{ required "version is required" $.Values.version }}
# Part of what the controller compares to see whether a node is done: a new name would run every Job again.
serviceAccountName: k3s-upgrade
# Whatever taints a node has, it is upgraded; and the Job stays while k3s restarts and the node is not ready.
tolerations:
  - operator: Exists
# None: a Job that runs out of time stops the plan for good, and what it waits for may take as long as it takes.
jobActiveDeadlineSecs: 0
window:
  {{- with $.Values.window }}
  startTime: {{ required "window.start is required" .start | quote }}
  endTime: {{ required "window.end is required" .end | quote }}
  # The controller takes none for no day at all.
  days: {{ required "window.days is required" (join "," .days) | splitList "," | toJson }}
  timeZone: {{ required "window.timezone is required" .timezone | quote }}
  {{- end }}
prepare:
  image: {{ include "image" $ | quote }}
  command: [/bin/sh, -c]
  args:
    - |
      {{- $.Files.Get "files/prepare.sh" | nindent 6 }}
    - prepare
    - {{ $role }}
    - {{ $.Values.drainTimeout | quote }}
# Also lets the controller uncordon the node in the end, when it was drained.
cordon: true
upgrade:
  image: {{ include "image" $ | quote }}
{{- end -}}
