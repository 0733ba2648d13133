-- What is refused without being looked at (a try during a pause, a dead link, a wrong set-up token)
-- is told in the audit log too, but once a minute for each subject: nobody fills the log with it.
ALTER TABLE auth.sign_in_delays ADD COLUMN told_at TIMESTAMP WITH TIME ZONE;
