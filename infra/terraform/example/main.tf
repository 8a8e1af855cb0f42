# A first deployment: who is told, the end of day, and two servers before the open.
provider "aws" {
  region = "eu-west-1"
}

module "spillway" {
  source = "../"

  artifact_bucket = "my-artifacts"
  notify_email    = "desk@example.com"

  time_zone            = "America/New_York"
  holiday_dates        = ["2026-11-26", "2026-12-25", "2027-01-01"]
  end_of_day_cron      = "30 17 ? * MON-FRI *"
  before_the_open_cron = "0 9 ? * MON-FRI *"
}

output "alarm_topic_arn" {
  value = module.spillway.alarm_topic_arn
}
