{{- /* Stays with what it lets talk: a datastore that is no longer in the file runs on. Takes [root, name, kind, version]. */ -}}
{{- define "app-base.policy" -}}
{{- $root := first . -}}
apiVersion: {{ index . 3 }}
kind: {{ index . 2 }}
metadata:
  name: {{ quote (index . 1) }}
  namespace: {{ quote $root.Values.name }}
  labels:
    {{- include "app-base.labels" $root | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
{{- end -}}

{{- define "app-base.ports" -}}
{{- range $i, $port := . }}
{{- if $i }}
{{ end -}}
- port: {{ $port }}
{{- end }}
{{- end -}}

{{- define "app-base.dns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - port: 53
      protocol: UDP
    - port: 53
{{- end -}}

{{- define "app-base.outside" -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        {{- with .except }}
        except:
          {{- toYaml . | nindent 10 }}
        {{- end }}
{{- end -}}

{{- /* API servers by their addresses, for a pod network that knows nothing else. */ -}}
{{- define "app-base.api-servers" -}}
- to:
    - ipBlock:
        cidr: {{ . }}
  ports:
    - port: 6443
{{- end -}}

{{- /* API servers, for Cilium, to which no CIDR is a node. */ -}}
{{- define "app-base.api-entity" -}}
- toEntities: [kube-apiserver]
  toPorts:
    - ports:
        - port: "6443"
          protocol: TCP
{{- end -}}
