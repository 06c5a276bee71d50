namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>The fixed bytes around the parts of a message's body: boundaries, headers of the parts, images.</summary>
/// <param name="BeforeText">From the beginning to the text.</param>
/// <param name="BeforeHtml">From the text to the HTML.</param>
/// <param name="AfterHtml">The rest of the body.</param>
internal sealed record MimeFrame(byte[] BeforeText, byte[] BeforeHtml, IReadOnlyList<ReadOnlyMemory<byte>> AfterHtml);
