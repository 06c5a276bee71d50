using System.Security.Cryptography;
using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>
/// The last previews, in memory, so that a frame can show them at an address. Only the person who asked for one can
/// open
/// it. The oldest make room for new ones.
/// </summary>
internal sealed class PreviewShelf
{
    private const int Most = 64;
    private const long MostCharacters = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, long Account, ShownMail Mail)> _shelf = [];

    /// <returns>The key of the preview; null when there is nothing to show.</returns>
    public string? Put(long account, ShownMail? mail)
    {
        if (mail is null)
        {
            return null;
        }

        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (_gate)
        {
            _shelf.AddLast((key, account, mail));
            while (_shelf.Count > 1 && (_shelf.Count > Most || _shelf.Sum(one => Size(one.Mail)) > MostCharacters))
            {
                _shelf.RemoveFirst();
            }
        }

        return key;
    }

    /// <returns>Null for a key that this person does not have, or not any more.</returns>
    public ShownMail? Find(long account, string key)
    {
        lock (_gate)
        {
            return _shelf.FirstOrDefault(one => one.Key == key && one.Account == account).Mail;
        }
    }

    private static long Size(ShownMail mail) => mail.Html.Length + mail.Text.Length;
}
