namespace Newsletter.Dispatcher.Approvals;

/// <summary>One file of an issue, by its digest. Tests: IssuePrintTests.</summary>
/// <param name="Kind"><c>issue</c>, <c>image</c> or <c>template</c>.</param>
/// <param name="Name">The path as messages name it.</param>
/// <param name="Digest">SHA-256 in hexadecimal; <c>none</c> for a template that does not exist.</param>
internal sealed record PrintPart(string Kind, string Name, string Digest);
