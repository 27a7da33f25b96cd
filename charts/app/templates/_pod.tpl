{{- /* What selects the pods of a process. Takes values and component. Names are quoted everywhere: `on` and `y` are names, too. */ -}}
{{- define "app.selector" -}}
app.kubernetes.io/name: {{ quote .values.name }}
app.kubernetes.io/component: {{ quote .component }}
{{- end -}}

{{- /* Labels of a pod. Takes values and component. */ -}}
{{- define "app.podLabels" -}}
{{ toYaml .values.pods.labels }}
app.kubernetes.io/component: {{ quote .component }}
{{- end -}}

{{- /* Another content of files makes other pods. */ -}}
{{- define "app.filesHash" -}}
{{- with .files -}}
loco.dev/files-hash: {{ toJson . | sha256sum }}
{{- end -}}
{{- end -}}

{{- /*
A pod's spec. Numbers go through int64: Helm would write a million as 1e+06. Takes values; component; run, which is what the container runs; account, its ServiceAccount; and files, the
name of the ConfigMap.
*/ -}}
{{- define "app.pod" -}}
{{- $pods := .values.pods -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ int64 $pods.shutdown }}
{{- with $pods.pullSecret }}
imagePullSecrets:
  - name: {{ quote . }}
{{- end }}
{{- with $pods.pool }}
nodeSelector:
  loco.dev/pool: {{ quote . }}
{{- end }}
{{- with $pods.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ int64 $pods.user }}
  runAsGroup: {{ int64 $pods.user }}
  {{- if .run.volumes }}
  fsGroup: {{ int64 $pods.user }}
  # Else every start goes through all files of a volume.
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
containers:
  - name: {{ quote .component }}
    image: {{ .values.image | quote }}
    {{- with .run.command }}
    command:
      {{- range . }}
      - {{ quote . }}
      {{- end }}
    {{- end }}
    {{- with .run.args }}
    args:
      {{- range . }}
      - {{ quote . }}
      {{- end }}
    {{- end }}
    {{- include "app.env" .run | nindent 4 }}
    {{- include "app.ports" .run | nindent 4 }}
    {{- with .run.startup }}
    startupProbe:
      {{- include "app.probe" . | nindent 6 }}
    {{- end }}
    {{- with .run.readiness }}
    readinessProbe:
      {{- include "app.probe" . | nindent 6 }}
    {{- end }}
    {{- with .run.liveness }}
    livenessProbe:
      {{- include "app.probe" . | nindent 6 }}
    {{- end }}
    {{- if .run.port }}
    lifecycle:
      preStop:
        # Until nobody sends requests here any more, which takes a moment after it is told to stop.
        sleep:
          seconds: 5
    {{- end }}
    resources:
      {{- toYaml .run.resources | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    volumeMounts:
      {{- include "app.mounts" . | nindent 6 }}
volumes:
  {{- include "app.volumes" . | nindent 2 }}
{{- end -}}

{{- /* Variables of a container: what secrets hold first, since the others may name it. */ -}}
{{- define "app.env" -}}
{{- if or .secretEnv .env -}}
env:
  {{- range $name, $of := .secretEnv }}
  - name: {{ quote $name }}
    valueFrom:
      secretKeyRef:
        name: {{ quote $of.secret }}
        key: {{ $of.key | quote }}
  {{- end }}
  {{- range $name, $value := .env }}
  - name: {{ quote $name }}
    value: {{ quote $value }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "app.ports" -}}
{{- $metrics := .metrics | default dict -}}
{{- if or .port .metrics -}}
ports:
  {{- with .port }}
  - name: http
    containerPort: {{ . }}
  {{- end }}
  {{- if and .metrics (ne (int $metrics.port) (int .port)) }}
  - name: metrics
    containerPort: {{ $metrics.port }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "app.probe" -}}
{{- if .path -}}
httpGet:
  path: {{ quote .path }}
  port: http
{{- else -}}
tcpSocket:
  port: http
{{- end }}
periodSeconds: {{ int64 .period }}
timeoutSeconds: {{ int64 .timeout }}
failureThreshold: {{ int64 .failures }}
{{- end -}}
