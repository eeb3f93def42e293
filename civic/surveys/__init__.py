"""Ask a district once a year what it needs: by phone, on paper, counted by facet and village."""
