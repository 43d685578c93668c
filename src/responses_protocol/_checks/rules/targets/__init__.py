"""Rules of single endpoints: RP96. to RP98."""
