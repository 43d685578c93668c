"""Rules for members of another dialect: RP90. to RP92."""
