"""Pictures and pages: maps, charts and reports, each one offline file that passes through `netdiff.privacy`."""
