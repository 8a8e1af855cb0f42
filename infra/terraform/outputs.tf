output "state_table_name" {
  description = "The state table, for spillway explain and status"
  value       = aws_cloudformation_stack.spillway.outputs["StateTableName"]
}

output "alarm_topic_arn" {
  description = "An alarm of yours that publishes here wakes the autoscaler"
  value       = aws_cloudformation_stack.spillway.outputs["AlarmTopicArn"]
}

output "discover_function_name" {
  description = "Says which servers hold rows of a window of time (docs/routing.md)"
  value       = aws_cloudformation_stack.spillway.outputs["DiscoverFunctionName"]
}

output "drill_role_arn" {
  description = "For --role-arn of spillway drill, or role_arn of a profile; null without drill_principal_arns"
  value       = lookup(aws_cloudformation_stack.spillway.outputs, "DrillRoleArn", null)
}

output "dead_letters_url" {
  description = "Events that could not be handled"
  value       = aws_cloudformation_stack.spillway.outputs["DeadLettersUrl"]
}

output "on_alarm_function_arn" {
  description = "For alarms that call a function directly"
  value       = aws_cloudformation_stack.spillway.outputs["OnAlarmFunctionArn"]
}

output "version" {
  description = "The version of Spillway"
  value       = aws_cloudformation_stack.spillway.outputs["Version"]
}
