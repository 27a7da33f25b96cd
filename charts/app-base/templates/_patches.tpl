{{- /*
What each kind of custom resource here is called in a URL, and keys that its template may leave out, as words that lead there. A merge
takes away none that it is not told of. An image, a class of volumes and snapshots are no such keys: what the file leaves to operator or
platform stays as it was made, and a null would have the operator choose again. The key under "once" is read when the object is made, and
never again: a database that was restored has others, and CNPG refuses both.
*/ -}}
{{- define "app-base.custom-resources" -}}
Cluster:
  plural: clusters
  once: bootstrap
  optional:
    - spec plugins
    - spec affinity nodeSelector
    - spec affinity tolerations
ObjectStore:
  plural: objectstores
  optional:
    - spec instanceSidecarConfiguration env
ScheduledBackup:
  plural: scheduledbackups
PerconaXtraDBCluster:
  plural: perconaxtradbclusters
  optional:
    - spec unsafeFlags
    - spec pxc nodeSelector
    - spec pxc tolerations
    - spec haproxy nodeSelector
    - spec haproxy tolerations
    - spec backup
    - spec backup storages bucket nodeSelector
    - spec backup storages bucket tolerations
    - spec backup storages bucket s3 region
PerconaServerMongoDB:
  plural: perconaservermongodbs
  optional:
    - spec unsafeFlags
    - spec backup resources
    - spec backup podSecurityContext
    - spec backup containerSecurityContext
    - spec backup storages
    - spec backup storages bucket s3 region
    - spec backup tasks
Elasticsearch:
  plural: elasticsearches
  optional:
    - spec podDisruptionBudget spec
Dragonfly:
  plural: dragonflies
  optional:
    - spec topologySpreadConstraints
    - spec nodeSelector
    - spec tolerations
RabbitmqCluster:
  plural: rabbitmqclusters
  optional:
    - spec affinity
    - spec tolerations
Schedule:
  plural: schedules
  optional:
    - spec backend
    - spec podConfigRef
    - spec podSecurityContext
    - spec backup
    - spec check
    - spec prune
PodConfig:
  plural: podconfigs
  optional:
    - spec template spec tolerations
{{- end -}}

{{- /*
JSON list of what brings each custom resource of this release to what its template says, whatever it is now: group, plural, name, id
(kind and name), path in the API, and a JSON merge patch. See docs/decisions/0018-needs-are-patched-to-what-the-file-says.md.
*/ -}}
{{- define "app-base.patches" -}}
{{- $kinds := include "app-base.custom-resources" . | fromYaml -}}
{{- $patches := list -}}
{{- range $template := list "postgres" "mysql" "mongodb" "elasticsearch" "redis" "rabbitmq" "backup" -}}
{{- range $text := include (printf "app-base.%s" $template) $ | splitList "\n---\n" -}}
{{- $object := fromYaml $text -}}
{{- with $object.Error }}{{ fail . }}{{ end -}}
{{- if $object.kind -}}
{{- $kind := get $kinds $object.kind | required (printf "%s has no plural here" $object.kind) -}}
{{- $annotations := $object.metadata.annotations | default dict -}}
{{- if not (hasKey $annotations "helm.sh/resource-policy") -}}
{{- $_ := set $annotations "helm.sh/resource-policy" nil -}}
{{- end -}}
{{- range $path := $kind.optional -}}
{{- $words := splitList " " $path -}}
{{- $place := $object -}}
{{- range initial $words -}}
{{- $next := get $place . -}}
{{- $place = ternary $next dict (kindIs "map" $next) -}}
{{- end -}}
{{- if not (hasKey $place (last $words)) -}}
{{- $_ := set $place (last $words) nil -}}
{{- end -}}
{{- end -}}
{{- $name := $object.metadata.name -}}
{{- $patch := dict "metadata" (dict "labels" $object.metadata.labels "annotations" $annotations) "spec" (omit $object.spec ($kind.once | default "")) -}}
{{- $patches = append $patches (dict
      "group" (splitList "/" $object.apiVersion | first)
      "plural" $kind.plural
      "name" $name
      "id" (printf "%s.%s" $object.kind $name)
      "path" (printf "/apis/%s/namespaces/%s/%s/%s" $object.apiVersion $object.metadata.namespace $kind.plural $name)
      "patch" (toJson $patch)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $patches -}}
{{- end -}}
