using Microsoft.AspNetCore.Html;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// What the pages say. The texts are plain text: a page encodes them, and what the publisher has written, too.
/// </summary>
internal sealed class PageWords(NewsletterSettings newsletter)
{
    private readonly ReaderWords _words = newsletter.Words;

    public string Language => _words.Language;

    /// <summary><c>ltr</c> or <c>rtl</c>, for the attribute <c>dir</c>.</summary>
    public string Direction => _words.IsRightToLeft ? "rtl" : "ltr";

    public LocalDates Dates => _words.Dates;

    public string this[string key] => _words.Text(key);

    /// <inheritdoc cref="ReaderWords.Text"/>
    public string this[string key, params object?[] values] => _words.Text(key, values);

    /// <summary>A sentence with pieces of HTML in its places: an address in bold, a link.</summary>
    public IHtmlContent Html(string key, params object?[] values)
    {
        var html = new HtmlContentBuilder();
        foreach (var (text, place) in _words.Phrase(key, values.Length > 0 ? values[0] : null).Pieces)
        {
            html.Append(text);
            switch (place < values.Length ? values[place.Value] : null)
            {
                case null:
                    break;
                case IHtmlContent ready:
                    html.AppendHtml(ready);
                    break;
                case var value:
                    html.Append(_words.Say(value));
                    break;
            }
        }

        return html;
    }

    /// <summary>What is wrong with a typed address.</summary>
    public string Of(AddressAdvice advice) =>
        _words.Text($"Address.{advice.Fault}", advice.Letter is null ? [] : [advice.Letter]);

    /// <summary>What became of a wish.</summary>
    public string Of(Change change) =>
        _words.Text(
            $"Change.{change.Kind}",
            [.. change.Values.Select(value => value is AddressAdvice advice ? Of(advice) : value)]
        );
}
