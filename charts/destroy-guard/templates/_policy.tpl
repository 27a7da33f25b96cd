{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/*
A policy and its binding: deleting the ConfigMap is refused when `unused` does not hold of any object of `kind`. The API server
evaluates it once for each, which it calls a parameter.
https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#parameter-resources
*/}}
{{- define "policy" -}}
{{- $name := printf "%s-%s" .root.Release.Name .name -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "labels" .root | nindent 4 }}
spec:
  failurePolicy: Fail
  paramKind:
    apiVersion: v1
    kind: {{ .kind }}
  matchConstraints:
    namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: {{ required "guarded.namespace is required" .root.Values.guarded.namespace }}
    resourceRules:
      - apiGroups: [""]
        apiVersions: [v1]
        operations: [DELETE]
        resources: [configmaps]
        resourceNames: [{{ required "guarded.name is required" .root.Values.guarded.name }}]
  validations:
    - expression: {{ .unused | quote }}
      reason: Forbidden
      messageExpression: {{ .message | quote }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "labels" .root | nindent 4 }}
spec:
  policyName: {{ $name }}
  paramRef:
    selector: {}
    {{- with .namespace }}
    namespace: {{ . }}
    {{- end }}
    parameterNotFoundAction: Allow
  validationActions: [Deny]
{{- end -}}
