using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Puts a table for Outlook for Windows around a quotation, because that program knows no padding elsewhere. The table
/// stands in comments that only Outlook reads. Tests: LetterBodyTests.
/// </summary>
internal static class LetterQuotes
{
    public static void Wrap(IElement quotation, Declarations style)
    {
        var side = style["border-right"] is null ? "border-left" : "border-right";
        if (style[side] is not { } border || style["padding"] is not { } padding)
        {
            return;
        }

        var document = quotation.Owner!;
        quotation.Before(
            document.CreateComment(
                "[if mso]><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">"
                    + $"<tr><td style=\"padding:{padding};border:0;{side}:{border}\"><![endif]"
            )
        );
        quotation.After(document.CreateComment("[if mso]></td></tr></table><![endif]"));
    }
}
