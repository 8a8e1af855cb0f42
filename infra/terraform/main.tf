# Uploads a release and makes the stack from it. The template is named by its place, since CloudFormation takes no more
# than 51,200 bytes of it in the call itself. Its key has its sum, so that another one is taken as another.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
locals {
  release  = "${path.module}/.."
  template = "${local.release}/spillway.yaml"
  zips     = fileset(local.release, "*.zip")
}

data "aws_s3_bucket" "artifacts" {
  bucket = var.artifact_bucket
}

resource "aws_s3_object" "zip" {
  for_each = local.zips

  bucket      = var.artifact_bucket
  key         = "${var.artifact_prefix}${each.value}"
  source      = "${local.release}/${each.value}"
  source_hash = filesha256("${local.release}/${each.value}")

  # Those of the release before go when the stack no longer needs them, also to go back to.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_s3_object" "template" {
  bucket      = var.artifact_bucket
  key         = "${var.artifact_prefix}spillway-${substr(filesha256(local.template), 0, 12)}.yaml"
  source      = local.template
  source_hash = filesha256(local.template)

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudformation_stack" "spillway" {
  name         = var.stack_name
  template_url = "https://${data.aws_s3_bucket.artifacts.bucket_regional_domain_name}/${aws_s3_object.template.key}"
  capabilities = ["CAPABILITY_IAM"]
  # Handed on by CloudFormation to all that it makes. The template's own parameters for tags are for those who cannot give
  # the stack any, and stay empty here: no tag is given twice.
  tags = merge({ application = "spillway" }, var.tags)

  parameters = {
    ArtifactBucket           = var.artifact_bucket
    ArtifactPrefix           = var.artifact_prefix
    NotifyEmail              = var.notify_email
    NotifyTopicArn           = var.notify_topic_arn
    Calendar                 = var.calendar
    TimeZone                 = var.time_zone
    HolidayDates             = join(",", var.holiday_dates)
    EndOfDayCron             = var.end_of_day_cron
    EndOfDayWindowMinutes    = tostring(var.end_of_day_window_minutes)
    BeforeTheOpenCron        = var.before_the_open_cron
    BeforeTheOpenNodeCount   = tostring(var.before_the_open_node_count)
    BeforeTheOpenHoldMinutes = tostring(var.before_the_open_hold_minutes)
    ProbeSubnetIds           = join(",", var.probe_subnet_ids)
    ProbeSecurityGroupIds    = join(",", var.probe_security_group_ids)
    ProbeQueries             = var.probe_queries
    CredentialOwners         = var.credential_owners
    Metrics                  = var.metrics
    TickMinutes              = tostring(var.tick_minutes)
    MemoryAlarmPercent       = tostring(var.memory_alarm_percent)
    AgentAlarm               = tostring(var.agent_alarm)
    AgentAlarmPercent        = tostring(var.agent_alarm_percent)
    Tracing                  = tostring(var.tracing)
    LogRetentionDays         = tostring(var.log_retention_days)
    TableDeletionProtection  = tostring(var.table_deletion_protection)
    KmsKeyArn                = var.kms_key_arn
    FunctionSubnetIds        = join(",", var.function_subnet_ids)
    FunctionSecurityGroupIds = join(",", var.function_security_group_ids)
    PermissionsBoundaryArn   = var.permissions_boundary_arn
    ReserveConcurrency       = tostring(var.reserve_concurrency)
    OnAlarmConcurrency       = tostring(var.on_alarm_concurrency)
    OnScheduleConcurrency    = tostring(var.on_schedule_concurrency)
    OnLifecycleConcurrency   = tostring(var.on_lifecycle_concurrency)
    OnTickConcurrency        = tostring(var.on_tick_concurrency)
    ProbeConcurrency         = tostring(var.probe_concurrency)
    DrillPrincipalArns       = join(",", var.drill_principal_arns)
    DrillGroupNames          = join(",", var.drill_group_names)
  }

  lifecycle {
    precondition {
      condition     = var.notify_email != "" || var.notify_topic_arn != ""
      error_message = "Give notify_email, or notify_topic_arn: somebody must be told of trouble."
    }

    precondition {
      condition     = var.notify_email == "" || var.notify_topic_arn == ""
      error_message = "Give notify_email or notify_topic_arn, one of the two: with a topic nobody would write to the address."
    }

    precondition {
      condition     = try(split(":", var.notify_topic_arn)[3], data.aws_s3_bucket.artifacts.region) == data.aws_s3_bucket.artifacts.region
      error_message = "Give a topic in the stack's region: alarms reach no topic of another."
    }

    precondition {
      condition     = (length(var.probe_subnet_ids) > 0) == (length(var.probe_security_group_ids) > 0)
      error_message = "Give probe_subnet_ids and probe_security_group_ids, or neither."
    }

    precondition {
      condition     = (length(var.function_subnet_ids) > 0) == (length(var.function_security_group_ids) > 0)
      error_message = "Give function_subnet_ids and function_security_group_ids, or neither."
    }

    precondition {
      condition     = length(var.drill_principal_arns) == 0 || length(var.drill_group_names) > 0
      error_message = "Give drill_group_names: groups whose servers the role of drills may end."
    }
  }

  depends_on = [aws_s3_object.zip]
}
