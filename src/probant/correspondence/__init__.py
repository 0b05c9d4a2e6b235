"""What the organisation writes: e-mails on their way out, and letters from its templates."""
