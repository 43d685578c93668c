"""Rules for what belongs to another dialect: RP90. and RP91."""
