using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Newsletter.Dispatcher.Web;

/// <summary>Pieces of HTML for the places of a sentence; what they hold is encoded. Tests: PageWordsTests.</summary>
internal static class Inline
{
    public static IHtmlContent Strong(string? text) => Tag("strong", text);

    public static IHtmlContent Em(string? text) => Tag("em", text);

    /// <summary>Text of a reader, such as an address, whose writing direction must not turn the sentence.</summary>
    /// <param name="shape">The class; null for none.</param>
    public static IHtmlContent Bdi(string? text, string? shape = null)
    {
        var tag = Tag("bdi", text);
        if (shape is not null)
        {
            tag.AddCssClass(shape);
        }

        return tag;
    }

    /// <inheritdoc cref="Bdi"/>
    public static IHtmlContent StrongBdi(string? text, string? shape = null)
    {
        var tag = new TagBuilder("strong");
        tag.InnerHtml.AppendHtml(Bdi(text, shape));
        return tag;
    }

    /// <param name="mark">An attribute without a value, for a script of the page; null for none.</param>
    public static IHtmlContent Link(string address, string text, string? mark = null)
    {
        var tag = Tag("a", text);
        tag.Attributes["href"] = address;
        if (mark is not null)
        {
            tag.Attributes[mark] = "";
        }

        return tag;
    }

    private static TagBuilder Tag(string name, string? text)
    {
        var tag = new TagBuilder(name);
        tag.InnerHtml.Append(text ?? "");
        return tag;
    }
}
