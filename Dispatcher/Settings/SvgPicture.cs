using System.Xml;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Whether an SVG file is only a picture. SVG can hold scripts and load other files, and a browser that opens it as a
/// page would run them.
/// Tests: LookPictureTests.
/// </summary>
internal static class SvgPicture
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const int MaxElements = 20_000;

    private static readonly string[] Active =
    [
        "script",
        "foreignObject",
        "iframe",
        "object",
        "embed",
        "handler",
        "set",
    ];

    /// <summary>True for a text that begins like XML or SVG.</summary>
    public static bool Looks(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var text = content.StartsWith(mark) ? content[mark.Length..] : content;
        text = text.TrimStart(" \t\r\n"u8);
        return text.StartsWith("<?xml"u8) || text.StartsWith("<svg"u8) || text.StartsWith("<!--"u8);
    }

    /// <summary>Why the file is no safe picture, as the end of a sentence; null when it is one.</summary>
    public static string? Fault(byte[] content)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = LookPicture.MaxBytes,
        };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content, writable: false), settings);
            reader.MoveToContent();
            if (reader.LocalName != "svg" || reader.NamespaceURI != Namespace)
            {
                return $"its first element is no svg of {Namespace}";
            }

            for (var elements = 0; !reader.EOF; reader.Read())
            {
                if (FaultOf(reader) is { } what)
                {
                    return $"it has {what}; take it out";
                }

                if (reader.NodeType is XmlNodeType.Element && ++elements > MaxElements)
                {
                    return $"it has more than {MaxElements} elements";
                }
            }

            return null;
        }
        catch (XmlException e)
        {
            return $"it is no well-formed SVG ({e.Message.ReplaceLineEndings(" ")})";
        }
    }

    private static string? FaultOf(XmlReader element)
    {
        if (element.NodeType is XmlNodeType.ProcessingInstruction)
        {
            return "a processing instruction";
        }

        if (element.NodeType is not XmlNodeType.Element)
        {
            return null;
        }

        if (Active.Contains(element.LocalName, StringComparer.OrdinalIgnoreCase))
        {
            return $"the active element {element.LocalName}";
        }

        while (element.MoveToNextAttribute())
        {
            var (name, value) = (element.LocalName, element.Value.Trim());
            if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            {
                return $"the active attribute {name}";
            }

            if (name is "href" or "src" && !value.StartsWith('#'))
            {
                return $"an address in {name}, which would load another file";
            }
        }

        element.MoveToElement();
        return null;
    }
}
