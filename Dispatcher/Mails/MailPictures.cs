using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// The pictures of a mail to one person. They always travel inside the mail: such a mail is not in the archive, which
/// has the linked images of issues. Tests: LetterPicturesTests.
/// </summary>
internal sealed class MailPictures(LookSettings look, TemplateSet templates)
{
    /// <summary>The address of the logo in mails; null where there is none for mails.</summary>
    public static string? Logo(LookSettings look) => Url(look.Logo, PictureNames.Logo);

    /// <summary>The same for dark screens.</summary>
    public static string? LogoDark(LookSettings look) => Url(look.LogoDark, PictureNames.LogoDark);

    /// <summary>The pictures that a template can show, as finished parts.</summary>
    /// <param name="problem">The first picture that cannot be used; null when all can.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Of(string template, out Problem? problem)
    {
        problem = null;
        var parts = new List<ReadOnlyMemory<byte>>();
        foreach (var name in LetterPictures.Of(templates, template))
        {
            var logo = name switch
            {
                PictureNames.Logo => look.Logo,
                PictureNames.LogoDark => look.LogoDark,
                _ => null,
            };
            if (logo is { IsForMail: true })
            {
                var file = name + PictureType.Extension(logo.Type);
                parts.Add(MailImages.Part(PictureNames.ContentId(name), file, logo.Content));
            }
            else if (PictureNames.PathOf(name) is { } path)
            {
                problem ??= templates.PictureProblems.GetValueOrDefault(path);
                if (templates.Pictures.TryGetValue(path, out var content))
                {
                    parts.Add(MailImages.Part(PictureNames.ContentId(name), path, content));
                }
            }
        }

        return parts;
    }

    private static string? Url(LookPicture? logo, string name) =>
        logo is { IsForMail: true } ? $"cid:{PictureNames.ContentId(name)}" : null;
}
