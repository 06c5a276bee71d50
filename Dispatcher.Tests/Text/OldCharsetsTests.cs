using System.Text;
using MimeKit;

namespace Newsletter.Dispatcher.Tests.Text;

[TestFixture]
internal sealed class OldCharsetsTests
{
    [TestCase("windows-1251", "7/Do4uXy", "привет")]
    [TestCase("iso-2022-jp", "GyRCJDMkcyRLJEEkTxsoQg==", "こんにちは")]
    [TestCase("koi8-r", "0NLJ18XU", "привет")]
    public void Mails_of_old_charsets_are_read_from_the_first_mail_on(string charset, string base64, string words)
    {
        var mail =
            $"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64}\r\n";
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(mail));

        Assert.That(new MimeParser(stream, MimeFormat.Entity).ParseMessage().TextBody, Does.StartWith(words));
    }
}
