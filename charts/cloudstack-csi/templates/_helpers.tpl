{{- define "driver" -}}
csi.cloudstack.apache.org
{{- end -}}

{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Of the pods of one component, given as (list . "controller"). */}}
{{- define "selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* What every container bears but the one that mounts. */}}
{{- define "restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/*
An init container that fails where the driver would mix volumes up. In the controller, too: Helm waits for a Deployment until
it is ready, but for a DaemonSet only until all nodes but one are, which on a platform of one node is none.
*/}}
{{- define "requireVirtio" -}}
- name: require-virtio
  image: {{ .Values.images.driver }}
  command: [/bin/sh, -c]
  args:
    - |
      for disk in /sys/block/sd* /sys/block/xvd*; do
        [ -e "$disk" ] || continue
        echo "this machine's disk ${disk##*/} is SCSI or Xen: driver {{ .Chart.AppVersion }} would mount one volume in place of another."
        echo "Use a template and offerings that give virtio disks (/dev/vda). See node.requireVirtio in charts/cloudstack-csi/values.yaml."
        exit 1
      done
  terminationMessagePolicy: FallbackToLogsOnError
  resources:
    {{- toYaml .Values.resources.sidecar | nindent 4 }}
  securityContext:
    {{- include "restricted" . | nindent 4 }}
    runAsNonRoot: true
    runAsUser: 65532
{{- end -}}
