# One for each parameter of the template but those that the module sees to; a test holds them to it.

variable "stack_name" {
  description = "Name of the stack, and the beginning of its functions' names"
  type        = string
  default     = "spillway-prod"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,40}$", var.stack_name))
    error_message = "Up to 41 letters, digits and hyphens, a letter first: functions' names are no longer than 64."
  }
}

variable "artifact_bucket" {
  description = "A bucket of yours in the provider's region, to which the zips and the template are uploaded"
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.artifact_bucket))
    error_message = "Allowed: the name of a bucket alone, without s3://."
  }
}

variable "artifact_prefix" {
  description = "Where in the bucket they are put, with a slash at the end"
  type        = string
  default     = "spillway/"

  validation {
    condition     = var.artifact_prefix == "" || endswith(var.artifact_prefix, "/")
    error_message = "Ends with a slash, or is empty."
  }
}

variable "tags" {
  description = "Tags of the stack, and so of all that it makes"
  type        = map(string)
  default     = {}
}

variable "notify_email" {
  description = "An e-mail address for alarms; AWS asks it to confirm"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^$|^[^@ ]+@[^@ ]+[.][^@ ]+$", var.notify_email))
    error_message = "Allowed: an e-mail address, or empty."
  }
}

variable "notify_topic_arn" {
  description = "In its place, the ARN of an SNS topic in the stack's region, whose policy lets CloudWatch publish"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^$|^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:.+$", var.notify_topic_arn))
    error_message = "Allowed: the ARN of an SNS topic, or empty."
  }
}

variable "calendar" {
  description = "Groups tagged spillway:calendar with it have these schedules; without the tag it is default"
  type        = string
  default     = "default"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9._-]{0,39}$", var.calendar))
    error_message = "Allowed: up to 40 letters, digits and ._-, a letter first."
  }
}

variable "time_zone" {
  description = "An IANA time zone: of the schedules and of the holidays"
  type        = string
  default     = "UTC"

  validation {
    condition     = can(regex("^[A-Za-z0-9_+/-]{1,50}$", var.time_zone))
    error_message = "Allowed: an IANA time zone, such as America/New_York."
  }
}

variable "holiday_dates" {
  description = "Dates on which the schedules do nothing, such as 2026-12-25"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.holiday_dates : can(regex("^$|^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", one))])
    error_message = "Allowed: dates such as 2026-12-25, or empty."
  }
}

variable "end_of_day_cron" {
  description = "End of day, after which servers proved empty may go: six fields of EventBridge Scheduler, such as 30 17 ? * MON-FRI *; empty for no such schedule"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^$|^[^ ()]+( [^ ()]+){5}$", var.end_of_day_cron))
    error_message = "Allowed: six fields, such as 30 17 ? * MON-FRI *, without cron( ), or empty."
  }
}

variable "end_of_day_window_minutes" {
  description = "For how long they may go"
  type        = number
  default     = 240

  validation {
    condition     = var.end_of_day_window_minutes >= 1 && var.end_of_day_window_minutes <= 10080 && floor(var.end_of_day_window_minutes) == var.end_of_day_window_minutes
    error_message = "A whole number from 1 to 10080."
  }
}

variable "before_the_open_cron" {
  description = "Before the open: six fields of EventBridge Scheduler, such as 30 17 ? * MON-FRI *; empty for no such schedule"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^$|^[^ ()]+( [^ ()]+){5}$", var.before_the_open_cron))
    error_message = "Allowed: six fields, such as 30 17 ? * MON-FRI *, without cron( ), or empty."
  }
}

variable "before_the_open_node_count" {
  description = "How many servers there are to be then"
  type        = number
  default     = 2

  validation {
    condition     = var.before_the_open_node_count >= 0 && var.before_the_open_node_count <= 10000 && floor(var.before_the_open_node_count) == var.before_the_open_node_count
    error_message = "A whole number from 0 to 10000."
  }
}

variable "before_the_open_hold_minutes" {
  description = "For how long at least"
  type        = number
  default     = 60

  validation {
    condition     = var.before_the_open_hold_minutes >= 1 && var.before_the_open_hold_minutes <= 10080 && floor(var.before_the_open_hold_minutes) == var.before_the_open_hold_minutes
    error_message = "A whole number from 1 to 10080."
  }
}

variable "probe_subnet_ids" {
  description = "Subnets from which the RDBs are asked over q IPC; empty for no probe"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.probe_subnet_ids : can(regex("^$|^subnet-[0-9a-f]+$", one))])
    error_message = "Allowed: subnet ids, such as subnet-0a1b2c3d, or empty."
  }
}

variable "probe_security_group_ids" {
  description = "Security groups of the probe"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.probe_security_group_ids : can(regex("^$|^sg-[0-9a-f]+$", one))])
    error_message = "Allowed: security group ids, such as sg-0a1b2c3d, or empty."
  }
}

variable "probe_queries" {
  description = "Queries of your own: JSON, q text by name"
  type        = string
  default     = "{}"

  validation {
    condition     = can(regex("^\\s*[{][\\s\\S]*[}]\\s*$", var.probe_queries))
    error_message = "Allowed: JSON: an object of texts, {} for none."
  }

  validation {
    condition     = can(values({ for name, query in jsondecode(var.probe_queries) : name => tostring(query) }))
    error_message = "Allowed: JSON, an object of texts."
  }
}

variable "credential_owners" {
  description = "Whether a group may use a secret that does not name it: enforce refuses, warn says so"
  type        = string
  default     = "enforce"

  validation {
    condition     = contains(["enforce", "warn"], var.credential_owners)
    error_message = "One of enforce, warn."
  }
}

variable "metrics" {
  description = "What CloudWatch is sent: lean is what alarms watch, full every number as a metric of its own"
  type        = string
  default     = "lean"

  validation {
    condition     = contains(["lean", "full"], var.metrics)
    error_message = "One of lean, full."
  }
}

variable "tick_minutes" {
  description = "How often all groups are looked at"
  type        = number
  default     = 1

  validation {
    condition     = var.tick_minutes >= 1 && var.tick_minutes <= 5 && floor(var.tick_minutes) == var.tick_minutes
    error_message = "A whole number from 1 to 5."
  }
}

variable "memory_alarm_percent" {
  description = "Memory use of a live RDB that wakes the autoscaler"
  type        = number
  default     = 60

  validation {
    condition     = var.memory_alarm_percent >= 1 && var.memory_alarm_percent <= 99 && floor(var.memory_alarm_percent) == var.memory_alarm_percent
    error_message = "A whole number from 1 to 99."
  }
}

variable "agent_alarm" {
  description = "Also watch the CloudWatch agent's mem_used_percent, server by server"
  type        = bool
  default     = true
}

variable "agent_alarm_percent" {
  description = "Memory use that wakes it there"
  type        = number
  default     = 60

  validation {
    condition     = var.agent_alarm_percent >= 1 && var.agent_alarm_percent <= 99 && floor(var.agent_alarm_percent) == var.agent_alarm_percent
    error_message = "A whole number from 1 to 99."
  }
}

variable "tracing" {
  description = "X-Ray traces of the functions"
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "Days that the functions' logs are kept"
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653], var.log_retention_days)
    error_message = "One of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653."
  }
}

variable "table_deletion_protection" {
  description = "The state table cannot be deleted until this is false"
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "A KMS key of yours for table, dead letters, topics and logs"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "Allowed: the ARN of a KMS key, not of an alias, or empty."
  }
}

variable "function_subnet_ids" {
  description = "Subnets of the functions that run cycles, with endpoints to AWS; empty for no VPC"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.function_subnet_ids : can(regex("^$|^subnet-[0-9a-f]+$", one))])
    error_message = "Allowed: subnet ids, such as subnet-0a1b2c3d, or empty."
  }
}

variable "function_security_group_ids" {
  description = "Security groups of these functions"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.function_security_group_ids : can(regex("^$|^sg-[0-9a-f]+$", one))])
    error_message = "Allowed: security group ids, such as sg-0a1b2c3d, or empty."
  }
}

variable "permissions_boundary_arn" {
  description = "A policy that bounds every role"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^$|^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "Allowed: the ARN of an IAM policy, or empty."
  }
}

variable "reserve_concurrency" {
  description = "Bound how many of each function run at once, and keep room for them"
  type        = bool
  default     = true
}

variable "on_alarm_concurrency" {
  description = "How many of on-alarm"
  type        = number
  default     = 5

  validation {
    condition     = var.on_alarm_concurrency >= 1 && var.on_alarm_concurrency <= 1000 && floor(var.on_alarm_concurrency) == var.on_alarm_concurrency
    error_message = "A whole number from 1 to 1000."
  }
}

variable "on_schedule_concurrency" {
  description = "How many of on-schedule"
  type        = number
  default     = 2

  validation {
    condition     = var.on_schedule_concurrency >= 1 && var.on_schedule_concurrency <= 1000 && floor(var.on_schedule_concurrency) == var.on_schedule_concurrency
    error_message = "A whole number from 1 to 1000."
  }
}

variable "on_lifecycle_concurrency" {
  description = "How many of on-lifecycle"
  type        = number
  default     = 5

  validation {
    condition     = var.on_lifecycle_concurrency >= 1 && var.on_lifecycle_concurrency <= 1000 && floor(var.on_lifecycle_concurrency) == var.on_lifecycle_concurrency
    error_message = "A whole number from 1 to 1000."
  }
}

variable "on_tick_concurrency" {
  description = "How many of on-tick"
  type        = number
  default     = 3

  validation {
    condition     = var.on_tick_concurrency >= 1 && var.on_tick_concurrency <= 1000 && floor(var.on_tick_concurrency) == var.on_tick_concurrency
    error_message = "A whole number from 1 to 1000."
  }
}

variable "probe_concurrency" {
  description = "How many of the probe"
  type        = number
  default     = 15

  validation {
    condition     = var.probe_concurrency >= 1 && var.probe_concurrency <= 1000 && floor(var.probe_concurrency) == var.probe_concurrency
    error_message = "A whole number from 1 to 1000."
  }
}

variable "drill_principal_arns" {
  description = "Roles or users who may take the role of drills, by ARN; empty for no such role"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.drill_principal_arns : can(regex("^$|^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[A-Za-z0-9_+=.@/-]+$", one))])
    error_message = "Allowed: ARNs of IAM roles or users, or empty."
  }
}

variable "drill_group_names" {
  description = "Auto Scaling groups whose servers that role may end: of RDBs, and of tickerplants"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.drill_group_names : can(regex("^$|^[^*?]{1,255}$", one))])
    error_message = "Allowed: names of Auto Scaling groups, without * and ?, or empty."
  }
}
