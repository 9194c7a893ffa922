"""What a shopper does next: learned from sessions, judged on later ones, served to pages."""
