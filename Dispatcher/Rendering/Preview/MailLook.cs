namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>A way in which mail programs show a mail.</summary>
internal enum MailLook
{
    /// <summary>By day, with images and styles.</summary>
    Light,

    /// <summary>In a mail program that is dark and says so to the mail.</summary>
    Dark,

    /// <summary>Before the reader allows images.</summary>
    ImagesOff,

    /// <summary>Without the style sheet, as some mail programs show a mail that was passed on.</summary>
    Unstyled,
}
