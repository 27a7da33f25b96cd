{{- /* Labels of every object. They hold no version: objects then change only when what they do does. */ -}}
{{- define "app-base.labels" -}}
{{ toYaml .Values.labels }}
{{- end -}}

{{- /* Begins the metadata of what goes with the file. Takes [root, name]. */ -}}
{{- define "app-base.own" -}}
{{- $root := first . -}}
name: {{ quote (last .) }}
namespace: {{ quote $root.Values.name }}
labels:
  {{- include "app-base.labels" $root | nindent 2 }}
{{- end -}}

{{- /*
Begins the metadata of what must never go with a release: Helm leaves it where it is when it is no longer in the chart's output, or
the release itself goes. Takes [root, name].
*/ -}}
{{- define "app-base.kept" -}}
{{ include "app-base.own" . }}
annotations:
  helm.sh/resource-policy: keep
{{- end -}}

{{- /* What a container asks for, and the memory that it never exceeds. Takes cpu and memory. */ -}}
{{- define "app-base.resources" -}}
requests:
  cpu: {{ .cpu | quote }}
  memory: {{ .memory }}
limits:
  memory: {{ .memory }}
{{- end -}}

{{- /* Of a pod that bears the level restricted. Takes the user. */ -}}
{{- define "app-base.pod-security" -}}
runAsNonRoot: true
runAsUser: {{ int64 . }}
runAsGroup: {{ int64 . }}
fsGroup: {{ int64 . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- /* Of a container that bears the level restricted; its pod need not say anything. */ -}}
{{- define "app-base.container-security" -}}
runAsNonRoot: true
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- /* Keys of nodes that pods run on, for a pod's spec. */ -}}
{{- define "app-base.placement" -}}
{{- with .Values.placement }}
{{- toYaml . }}
{{- end }}
{{- end -}}

{{- /* A volume of one node. Takes size and storageClass. */ -}}
{{- define "app-base.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .storageClass }}
storageClassName: {{ quote . }}
{{- end }}
resources:
  requests:
    storage: {{ .size }}
{{- end -}}

{{- /* Copies on different nodes where there are any, in Percona's words. Takes the copies' labels. */ -}}
{{- define "app-base.spread" -}}
advanced:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- toYaml . | nindent 14 }}
{{- end -}}
