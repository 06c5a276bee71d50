namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>What stands around the parts of a message's body: boundaries, headers of the parts, images.</summary>
/// <param name="BeforeText">Up to where the text begins.</param>
/// <param name="BeforeHtml">Between the text and the HTML.</param>
/// <param name="AfterHtml">The rest of the body.</param>
internal sealed record MimeFrame(byte[] BeforeText, byte[] BeforeHtml, IReadOnlyList<ReadOnlyMemory<byte>> AfterHtml);
