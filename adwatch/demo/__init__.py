"""The demo town: invented postings on a real web server, and a mailbox for what adwatch sends."""
