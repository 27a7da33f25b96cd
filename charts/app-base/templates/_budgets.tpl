{{- /*
JSON list of the budgets that Percona's operators make. They have no setting for what holds for broken pods, and leave it as another sets
it until they write the whole budget anew. All other operators make none for one instance, or have such a setting.

https://github.com/percona/percona-xtradb-cluster-operator/blob/v1.20.0/pkg/pxc/pdb.go
https://github.com/percona/percona-server-mongodb-operator/blob/v1.22.0/pkg/psmdb/pdb.go
*/ -}}
{{- define "app-base.budgets" -}}
{{- $names := list -}}
{{- range $name, $_ := .Values.mysql -}}
{{- $names = concat $names (list (printf "%s-pxc" $name) (printf "%s-haproxy" $name)) -}}
{{- end -}}
{{- range $name, $_ := .Values.mongodb -}}
{{- $names = append $names (printf "%s-mongod-rs0" $name) -}}
{{- end -}}
{{- toJson $names -}}
{{- end -}}
