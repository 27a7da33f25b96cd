{{/*
What a person writes. The defaults are the operator's own: it follows what they fill in without looking, and falls over where
they are missing.
*/}}
{{- define "spec" -}}
type: object
default: {}
properties:
  replicas:
    description: "Nodes of RabbitMQ: an odd number. Never fewer than before, but for 0, which stops all."
    type: integer
    format: int32
    minimum: 0
    default: 1
  image:
    description: "RabbitMQ's image. Default: the one that the operator was made for; it stays when the operator is upgraded."
    type: string
  imagePullSecrets:
    type: array
    items:
      type: object
      properties:
        name: { type: string }
      x-kubernetes-map-type: atomic
  service:
    description: The Service that clients connect to.
    type: object
    default: { type: ClusterIP }
    properties:
      type:
        type: string
        enum: [ClusterIP, LoadBalancer, NodePort]
        default: ClusterIP
      annotations:
        {{- include "strings" . | nindent 8 }}
      labels:
        {{- include "strings" . | nindent 8 }}
      ipFamilyPolicy:
        type: string
        enum: [SingleStack, PreferDualStack, RequireDualStack]
  persistence:
    description: Each node's volume.
    type: object
    default: { storage: 10Gi }
    properties:
      storage:
        description: "Its size, which may only grow. 0: nothing outlives a pod."
        {{- include "quantity" . | nindent 8 }}
        default: 10Gi
      storageClassName:
        type: string
      emptyDir:
        description: What is there instead of a volume when storage is 0.
        type: object
        properties:
          medium: { type: string }
          sizeLimit:
            {{- include "quantity" . | nindent 12 }}
  resources:
    description: Of each node. Memory is best the same in requests and limits.
    type: object
    default:
      limits: { cpu: 2000m, memory: 2Gi }
      requests: { cpu: 1000m, memory: 2Gi }
    properties:
      {{- range list "limits" "requests" }}
      {{ . }}:
        type: object
        additionalProperties:
          {{- include "quantity" . | nindent 10 }}
      {{- end }}
      claims:
        type: array
        items:
          type: object
          required: [name]
          properties:
            name: { type: string }
            request: { type: string }
        x-kubernetes-list-type: map
        x-kubernetes-list-map-keys: [name]
  affinity:
    {{- include "undescribed" . | nindent 4 }}
  tolerations:
    type: array
    items:
      type: object
      properties:
        key: { type: string }
        operator: { type: string }
        value: { type: string }
        effect: { type: string }
        tolerationSeconds: { type: integer, format: int64 }
  rabbitmq:
    description: RabbitMQ's own settings. A change restarts one node after the other.
    type: object
    properties:
      additionalPlugins:
        description: Beside management, prometheus and peer discovery.
        type: array
        maxItems: 100
        items:
          type: string
          pattern: ^\w+$
          maxLength: 100
      additionalConfig:
        description: More lines for rabbitmq.conf.
        type: string
        maxLength: 100000
      advancedConfig:
        description: advanced.config, in Erlang's terms.
        type: string
        maxLength: 100000
      envConfig:
        description: More lines for rabbitmq-env.conf, which a shell reads.
        type: string
        maxLength: 100000
        x-kubernetes-validations:
          - rule: "!self.contains('$(') && !self.contains('`')"
            message: must not run a command
      erlangInetConfig:
        type: string
        maxLength: 2000
  tls:
    type: object
    properties:
      secretName:
        description: Secret with tls.crt and tls.key.
        type: string
      caSecretName:
        description: Secret with ca.crt. Clients then have to show a certificate of its.
        type: string
      disableNonTLSListeners:
        type: boolean
  secretBackend:
    description: Where the default user's password is, if not in a Secret of the operator's.
    type: object
    properties:
      externalSecret:
        type: object
        properties:
          name: { type: string }
        x-kubernetes-map-type: atomic
      vault:
        type: object
        properties:
          role: { type: string }
          annotations:
            {{- include "strings" . | nindent 12 }}
          defaultUserPath: { type: string }
          defaultUserUpdaterImage: { type: string }
          tls:
            type: object
            properties:
              pkiIssuerPath: { type: string }
              pkiRootPath: { type: string }
              commonName: { type: string }
              altNames: { type: string }
              ipSans: { type: string }
  override:
    description: Merged over what the operator makes, for what has no field here.
    {{- include "override" . | nindent 4 }}
  skipPostDeploySteps:
    description: Leave queues where they are after an update.
    type: boolean
  autoEnableAllFeatureFlags:
    type: boolean
  terminationGracePeriodSeconds:
    description: How long a node may take to stop. It waits until no queue loses its quorum.
    type: integer
    format: int64
    minimum: 0
    default: 604800
  delayStartSeconds:
    description: How long a node waits before it starts, so that the others find its name.
    type: integer
    format: int32
    minimum: 0
    default: 30
{{- end -}}

{{- define "override" -}}
type: object
properties:
  service:
    type: object
    properties:
      metadata:
        {{- include "override.metadata" . | nindent 8 }}
      spec:
        {{- include "undescribed" . | nindent 8 }}
  statefulSet:
    type: object
    properties:
      metadata:
        {{- include "override.metadata" . | nindent 8 }}
      spec:
        type: object
        properties:
          replicas: { type: integer, format: int32 }
          minReadySeconds: { type: integer, format: int32 }
          serviceName: { type: string }
          podManagementPolicy: { type: string }
          {{- range list "selector" "template" "updateStrategy" "persistentVolumeClaimRetentionPolicy" }}
          {{ . }}:
            {{- include "undescribed" $ | nindent 12 }}
          {{- end }}
          volumeClaimTemplates:
            type: array
            items:
              {{- include "undescribed" . | nindent 14 }}
{{- end -}}

{{- define "override.metadata" -}}
type: object
properties:
  annotations:
    {{- include "strings" . | nindent 4 }}
  labels:
    {{- include "strings" . | nindent 4 }}
{{- end -}}

{{/* What the operator writes. */}}
{{- define "status" -}}
type: object
x-kubernetes-preserve-unknown-fields: true
properties:
  conditions:
    type: array
    items:
      type: object
      required: [status, type]
      properties:
        type: { type: string }
        status: { type: string }
        reason: { type: string }
        message: { type: string }
        lastTransitionTime: { type: string, format: date-time }
  observedGeneration: { type: integer, format: int64 }
  quorumStatus: { type: string }
  deprecatedFeaturesUsed:
    type: array
    items: { type: string }
{{- end -}}
