{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- /* A policy's head: its metadata, and what it does. The argument is a list of the root and the policy's name. */}}
{{- define "policy" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "labels" $root | nindent 4 }}
spec:
  validationActions: [{{ has $name $root.Values.enforce | ternary "Deny" "Audit" }}]
  {{- /* While nobody answers, pods run without a check: apps come before it. */}}
  failurePolicy: Ignore
{{- end -}}

{{- define "platformLabel" -}}loco.dev/platform{{- end -}}

{{- /* A namespace with the label is left out from its first moment on; those that the platform did not make have none. */}}
{{- define "namespaces" -}}
namespaceSelector:
  matchExpressions:
    - key: {{ include "platformLabel" . }}
      operator: DoesNotExist
  {{- with .Values.excludedNamespaces }}
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values:
        {{- toYaml . | nindent 8 }}
  {{- end }}
{{- end -}}

{{- /* Pods, and what makes pods; Kyverno writes the rules for those itself. ReplicaSets are left out: Deployments have the same. */}}
{{- define "pods" -}}
matchConstraints:
  resourceRules:
    - apiGroups: [""]
      apiVersions: [v1]
      operations: [CREATE, UPDATE]
      resources: [pods]
  {{- include "namespaces" . | nindent 2 }}
{{- /* What is there already may lose a label or a finalizer, whatever it is like: else a Job of before would never end. */}}
matchConditions:
  - name: changed
    expression: oldObject == null || object.spec != oldObject.spec
autogen:
  podControllers:
    controllers: [cronjobs, daemonsets, deployments, jobs, statefulsets]
variables:
  - name: containers
    expression: object.spec.containers + object.spec.?initContainers.orValue([])
{{- end -}}
