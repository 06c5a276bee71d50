namespace Newsletter.Dispatcher.Payments;

/// <summary>An invoice was paid that has no line which pays for the newsletter: no term changes by it.</summary>
/// <param name="IsOfReader">True where our checkout began it, or it has a credit for our price: then an operator may
/// want to look.</param>
internal sealed record NothingOfOurs(string Invoice, bool IsOfReader) : StripeFact;
