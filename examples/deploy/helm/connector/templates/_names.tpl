{{- define "connector.labels" -}}
app.kubernetes.io/name: connector
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
