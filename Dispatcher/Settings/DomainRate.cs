namespace Newsletter.Dispatcher.Settings;

/// <summary>A limit for the recipients of some domains together.</summary>
/// <param name="Name">The key as it was written, for example <c>google</c> or <c>gmx.de web.de</c>.</param>
/// <param name="Domains">In lower-case ASCII; no domain is in two of these.</param>
internal sealed record DomainRate(string Name, IReadOnlyList<string> Domains, double MessagesPerSecond);
