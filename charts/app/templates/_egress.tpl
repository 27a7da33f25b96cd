{{- /* What the app's pods connect to, as a NetworkPolicy says it. */ -}}
{{- define "app.egress" -}}
{{- $network := .Values.network -}}
{{- if not $network.hosts }}
{{ include "app.dns" . }}
{{- end }}
{{- with .Values.services }}
# Each other.
- to:
    - podSelector:
        matchLabels:
          app.kubernetes.io/name: {{ quote $.Values.name }}
  ports:
    {{- range . }}
    - port: {{ .port }}
    {{- end }}
{{- end }}
{{- range $need := $network.needs }}
- to:
    - podSelector:
        matchLabels:
          {{- toYaml .pods | nindent 10 }}
  ports:
    {{- range .ports }}
    - port: {{ . }}
    {{- end }}
{{- end }}
{{- with $network.outside }}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        {{- with .except }}
        except:
          {{- toYaml . | nindent 10 }}
        {{- end }}
  {{- with .ports }}
  ports:
    {{- range . }}
    - port: {{ . }}
    {{- end }}
  {{- end }}
{{- end }}
{{- range $network.cidrs }}
- to:
    - ipBlock:
        cidr: {{ .cidr }}
        {{- with .except }}
        except:
          {{- toYaml . | nindent 10 }}
        {{- end }}
  ports:
    - port: {{ .port }}
{{- end }}
{{- range $network.apps }}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ quote . }}
      podSelector:
        matchLabels:
          app.kubernetes.io/name: {{ quote . }}
{{- end }}
{{- if $network.ingressController }}
# The platform's public address is translated before it leaves the pod's node.
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: traefik
  ports:
    - port: 8000
    - port: 8443
{{- end }}
{{- end -}}

{{- /* Names are looked up at CoreDNS. */ -}}
{{- define "app.dns" -}}
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

{{- /* What Cilium lets through by name: addresses that the pods' look-ups were answered with. */ -}}
{{- define "app.named-egress" -}}
- toEndpoints:
    - matchLabels:
        k8s:io.kubernetes.pod.namespace: kube-system
        k8s:k8s-app: kube-dns
  toPorts:
    - ports:
        - port: "53"
          protocol: ANY
      # Answers are seen where look-ups pass a rule about them.
      # https://docs.cilium.io/en/stable/security/policy/language/#obtaining-dns-data-for-use-by-tofqdns
      rules:
        dns:
          - matchPattern: "*"
{{- range .Values.network.hosts }}
- toFQDNs:
    {{- if hasPrefix "*." .host }}
    {{- /* Two stars are any number of labels, one is one. */}}
    - matchPattern: {{ printf "*%s" .host | quote }}
    {{- else }}
    - matchName: {{ .host | quote }}
    {{- end }}
  toPorts:
    - ports:
        - port: {{ .port | quote }}
          protocol: TCP
{{- end }}
{{- end -}}
