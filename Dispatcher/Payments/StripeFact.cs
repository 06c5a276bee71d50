namespace Newsletter.Dispatcher.Payments;

/// <summary>What an event means for a reader's term. Facts do not depend on the order in which they are told.</summary>
internal abstract record StripeFact;
